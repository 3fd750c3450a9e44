package io.helloscope.observe;

import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.Flaw;
import io.helloscope.bytes.WireFormatException;
import io.helloscope.tls.CertificateMessage;
import io.helloscope.tls.CertificateRequest;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.ServerHello;
import io.helloscope.tls.ServerKeyExchange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The handshake messages in the clear of both sides: which came, what they said, and what was wrong with them. */
final class Messages {
    private final Facts facts;
    private final MessageOrder order = new MessageOrder(this);

    private boolean clientHelloCame;
    private boolean retried;
    private boolean serverHelloBegan;
    private boolean serverHelloCame;
    private boolean serverHelloDone;

    Messages(Facts facts) {
        this.facts = facts;
    }

    /** The first byte of a message came. */
    void opened(Direction sender, int type) {
        if (sender == Direction.SERVER && MessageOrder.isServersHello(type)) {
            serverHelloBegan = true;
        }
    }

    /** A message's header came; answers whether its body is to be read. */
    boolean begun(Direction sender, int type, long offset) {
        Optional<String> unexpected = order.unexpected(sender, type);
        if (unexpected.isPresent() && facts.undamaged(sender)) {
            facts.damage(sender, Damage.Kind.UNEXPECTED_MESSAGE, offset, MessageNames.of(type), unexpected.get());
        }
        return unexpected.isEmpty() && order.isRead(sender, type);
    }

    /** A message is complete; the body is empty where it was not to be read. */
    void complete(Direction sender, int type, int length, Bytes body, long offset) {
        boolean read = body.length() == length && order.unexpected(sender, type).isEmpty() && order.isRead(sender, type);
        boolean retry = type == MessageOrder.DRAFT_RETRY_REQUEST;
        try {
            if (!read) {
                passedOver(sender, type);
            } else if (type == MessageOrder.SERVER_HELLO) {
                retry = serverHello(ServerHello.parse(body), offset);
            } else {
                read(sender, type, body, offset);
            }
        } catch (WireFormatException e) {
            flawed(sender, e.offset(), e.path(), e.reason(), offset);
            if (type == MessageOrder.CLIENT_HELLO) {
                helloCame();
            }
        }
        facts.history.message(sender, retry ? MessageOrder.DRAFT_RETRY_REQUEST : type);
    }

    private void read(Direction sender, int type, Bytes body, long offset) throws WireFormatException {
        switch (type) {
            case MessageOrder.CLIENT_HELLO -> clientHello(ClientHello.parse(body), offset);
            case MessageOrder.CERTIFICATE -> certificate(sender, CertificateMessage.parse(body));
            case MessageOrder.SERVER_KEY_EXCHANGE -> {
                ServerHello hello = facts.serverHello.orElseThrow();
                facts.serverKeyExchange = Optional.of(ServerKeyExchange.parse(body, hello.cipherSuite(), hello.version()));
            }
            case MessageOrder.CERTIFICATE_REQUEST -> facts.certificateRequest =
                    Optional.of(CertificateRequest.parse(body, facts.serverHello.orElseThrow().version()));
            default -> throw new IllegalStateException("message " + type + " is not read");
        }
    }

    /** What a message says by its mere type. */
    private void passedOver(Direction sender, int type) {
        if (sender == Direction.CLIENT && type == MessageOrder.CLIENT_HELLO) {
            helloCame();
        } else if (sender == Direction.SERVER && type == MessageOrder.SERVER_HELLO_DONE && serverHelloCame && !tls13()) {
            serverHelloDone = true;
            facts.resumed = Optional.of(false);
        } else if (sender == Direction.SERVER && type == MessageOrder.DRAFT_RETRY_REQUEST && !serverHelloCame) {
            retried = true;
        }
    }

    /** An SSL 2.0-compatible hello without its two bytes of length. */
    void sslv2Hello(Bytes message, long offset) {
        facts.history.message(Direction.CLIENT, MessageOrder.CLIENT_HELLO);
        try {
            clientHello(ClientHello.parseSslv2(message), offset);
        } catch (WireFormatException e) {
            flawed(Direction.CLIENT, e.offset(), e.path(), e.reason(), offset);
            helloCame();
        }
    }

    private void clientHello(ClientHello hello, long offset) {
        flawed(Direction.CLIENT, hello.flaws(), offset);
        if (clientHelloCame) {
            facts.secondClientHello = Optional.of(hello);
        } else {
            facts.clientHello = Optional.of(hello);
        }
        helloCame();
    }

    private void helloCame() {
        clientHelloCame = true;
        if (facts.helloAt.isEmpty()) {
            facts.helloAt = OptionalLong.of(facts.now);
        }
    }

    /** Answers whether it was a HelloRetryRequest. */
    private boolean serverHello(ServerHello hello, long offset) {
        flawed(Direction.SERVER, hello.flaws(), offset);
        if (!hello.isHelloRetryRequest()) {
            serverHelloCame = true;
            facts.serverHello = Optional.of(hello);
            facts.serverHelloAt = OptionalLong.of(facts.now);
            if (tls13()) {
                facts.resumed = Optional.of(hello.has(ExtensionType.PRE_SHARED_KEY));
            }
        } else if (retried) {
            facts.damage(Direction.SERVER, Damage.Kind.UNEXPECTED_MESSAGE, offset, "HelloRetryRequest", "a second one");
        } else {
            retried = true;
            facts.retryRequest = Optional.of(hello);
        }
        return hello.isHelloRetryRequest();
    }

    private void certificate(Direction sender, List<Bytes> chain) {
        if (sender == Direction.SERVER) {
            facts.chain = Optional.of(chain.size() > facts.limits.certificates() ? chain.subList(0, facts.limits.certificates()) : chain);
            facts.resumed = Optional.of(false);
        } else {
            facts.clientCertificate = chain.isEmpty() ? ClientCertificate.EMPTY : ClientCertificate.SENT;
        }
    }

    private void flawed(Direction sender, int at, String path, String reason, long offset) {
        facts.damage(sender, Damage.Kind.MESSAGE, offset + MessageOrder.HEADER + at, path, reason);
    }

    private void flawed(Direction sender, List<Flaw> flaws, long offset) {
        if (!flaws.isEmpty()) {
            Flaw flaw = flaws.get(0);
            flawed(sender, flaw.offset(), flaw.path(), flaw.reason(), offset);
        }
    }

    boolean clientHelloCame() {
        return clientHelloCame;
    }

    boolean secondHelloIsDue() {
        return retried && facts.secondClientHello.isEmpty() && !serverHelloCame;
    }

    /** A part of a ServerHello or a HelloRetryRequest came. */
    boolean serverHelloBegan() {
        return serverHelloBegan;
    }

    /** A ServerHello came and was read. */
    boolean serverHelloCame() {
        return serverHelloCame;
    }

    boolean serverHelloDone() {
        return serverHelloDone;
    }

    /** Whether a ServerHello chose TLS 1.3. */
    boolean tls13() {
        return serverHelloCame && facts.serverHello.orElseThrow().version().isTls13();
    }
}
