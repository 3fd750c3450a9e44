package io.helloscope.observe;

import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.Flaw;
import io.helloscope.bytes.WireFormatException;
import io.helloscope.tls.Alert;
import io.helloscope.tls.AlertDescription;
import io.helloscope.tls.CertificateMessage;
import io.helloscope.tls.CertificateRequest;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ServerHello;
import io.helloscope.tls.ServerKeyExchange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** How far both directions together are: what a record or message means depends on what the other side has said. */
final class Handshake {
    private static final AlertDescription NO_CERTIFICATE = new AlertDescription(41);

    private final Facts facts;
    private final Side client;
    private final Side server;
    private final MessageOrder order = new MessageOrder(this);

    private Optional<Tls13Records> tls13 = Optional.empty();
    private boolean clientHelloCame;
    private boolean retried;
    private boolean serverHelloBegan;
    private boolean serverHelloCame;
    private boolean serverFlight;
    private boolean clientFinished;
    private boolean serverFinished;
    private long dataFromServer;
    private boolean settled;
    private boolean turn;

    Handshake(ObserverLimits limits) {
        this.facts = new Facts(limits);
        this.client = new Side(Direction.CLIENT, this);
        this.server = new Side(Direction.SERVER, this);
    }

    Facts facts() {
        return facts;
    }

    Side side(Direction sender) {
        return sender == Direction.CLIENT ? client : server;
    }

    Side otherThan(Side side) {
        return side == client ? server : client;
    }

    /** A side begins to speak after the other one. */
    void beginTurn() {
        turn = true;
    }

    /** Whether a turn has begun whose first byte has not been read; it is read now. */
    boolean takeTurn() {
        boolean began = turn;
        turn = false;
        return began;
    }

    /** Nothing that follows can change what is known. */
    void settle() {
        settled = true;
    }

    boolean settled() {
        return settled;
    }

    /** Settles once data passed both ways beyond doubt: an alert in place of it would have come before. */
    void settleWhereDecided() {
        if (stage() == Stage.DATA && (tls13.isEmpty() || tls13.get().dataIsSure())) {
            settle();
        }
    }

    /** Bytes passed that were not looked at: after the handshake they are data. */
    void skipped(Direction sender) {
        if (!settled && established()) {
            if (sender == Direction.CLIENT) {
                facts.dataFromClient++;
            } else {
                dataFromServer++;
            }
        }
        settle();
    }

    boolean clientHelloCame() {
        return clientHelloCame;
    }

    boolean secondHelloIsDue() {
        return retried && facts.secondClientHello.isEmpty() && !serverHelloCame;
    }

    boolean serverHelloCame() {
        return serverHelloCame;
    }

    /** Whether a ServerHello chose TLS 1.3. */
    boolean tls13() {
        return tls13.isPresent();
    }

    void emptyRecord(Direction sender, RecordFramer record) {
        facts.damage(sender, Damage.Kind.RECORD_EMPTY, record.start(), "record.length", "0 in a record of type " + record.type());
    }

    void impossibleRecord(Direction sender, RecordFramer record, RecordFramer.Step step) {
        if (step == RecordFramer.Step.IMPOSSIBLE_LENGTH) {
            facts.damage(sender, Damage.Kind.RECORD_LENGTH, record.start() + 3, "record.length",
                    record.length() + " (expected: 0.." + RecordFramer.LONGEST + ")");
        } else {
            facts.history.add(sender, History.UNKNOWN_RECORD);
            facts.damage(sender, Damage.Kind.RECORD_TYPE, record.start(), "record.type",
                    "type %d, version 0x%04x".formatted(record.type(), record.version()));
        }
    }

    void strangeChangeCipherSpec(Direction sender, RecordFramer record) {
        facts.damage(sender, Damage.Kind.MESSAGE, record.start(), "ChangeCipherSpec", record.length() + " bytes (expected: one byte, 1)");
    }

    void alert(Direction sender, Optional<Alert> alert) {
        facts.alert(sender, alert, stage());
        if (sender == Direction.CLIENT && alert.isPresent() && alert.get().description().equals(NO_CERTIFICATE) && !clientFinished) {
            facts.clientCertificate = ClientCertificate.EMPTY;
        }
    }

    void messageOpened(Direction sender, int type) {
        if (sender == Direction.SERVER && MessageOrder.isServersHello(type)) {
            serverHelloBegan = true;
        }
    }

    /** A message's header came; answers whether its body is to be read. */
    boolean messageBegun(Direction sender, int type, long offset) {
        Optional<String> unexpected = order.unexpected(sender, type);
        unexpected.ifPresent(why -> facts.damage(sender, Damage.Kind.UNEXPECTED_MESSAGE, offset, MessageNames.of(type), why));
        return unexpected.isEmpty() && order.isRead(sender, type);
    }

    /** A message is complete; the body is empty where it was not to be read. */
    void message(Direction sender, int type, int length, Bytes body, long offset) {
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
        } else if (sender == Direction.SERVER && type == MessageOrder.SERVER_HELLO_DONE && serverHelloCame) {
            serverFlight = true;
            facts.resumed = Optional.of(false);
        } else if (sender == Direction.SERVER && type == MessageOrder.DRAFT_RETRY_REQUEST) {
            retried = true;
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

    private void helloCame() {
        clientHelloCame = true;
        if (facts.helloAt.isEmpty()) {
            facts.helloAt = OptionalLong.of(facts.now);
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

    /** Answers whether it was a HelloRetryRequest. */
    private boolean serverHello(ServerHello hello, long offset) {
        flawed(Direction.SERVER, hello.flaws(), offset);
        if (!hello.isHelloRetryRequest()) {
            serverHelloCame = true;
            facts.serverHello = Optional.of(hello);
            facts.serverHelloAt = OptionalLong.of(facts.now);
            if (hello.version().isTls13()) {
                tls13 = Optional.of(new Tls13Records(facts, hello));
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

    /**
     * A change of ciphers; answers whether what follows is encrypted. In TLS 1.3 it means nothing (RFC 8446 appendix D.4): the
     * client sends one before its second hello, too, which is in the clear.
     */
    boolean changeCipherSpec(Direction sender, RecordFramer record) {
        facts.history.add(sender, History.CHANGE_CIPHER_SPEC);
        if (!serverHelloCame && !serverHelloBegan && sender == Direction.SERVER) {
            facts.damage(sender, Damage.Kind.UNEXPECTED_MESSAGE, record.start(), "ChangeCipherSpec", "before the ServerHello");
        }
        if (tls13() || !serverHelloCame) {
            return false;
        }
        if (sender == Direction.SERVER) {
            if (!serverFlight && facts.chain.isEmpty()) {
                facts.resumed = Optional.of(true);
            }
            serverFlight = true;
        }
        return true;
    }

    /** A record of type 22 behind a change of ciphers: the first is the Finished, later ones negotiate anew. */
    void protectedHandshake(Direction sender, RecordFramer record) {
        if (tls13()) {
            facts.history.add(sender, History.UNKNOWN_MESSAGE);
            facts.damage(sender, Damage.Kind.UNEXPECTED_MESSAGE, record.start(), "record.type", "22 in TLS 1.3 after the ServerHello");
            return;
        }
        boolean first = sender == Direction.CLIENT ? !clientFinished : !serverFinished;
        facts.history.add(sender, first ? History.FINISHED : History.UNKNOWN_MESSAGE);
        clientFinished |= sender == Direction.CLIENT;
        serverFinished |= sender == Direction.SERVER;
        if (established()) {
            facts.established();
        }
    }

    /** A record of type 23. */
    void applicationData(Direction sender, RecordFramer record) {
        if (tls13()) {
            Tls13Records records = tls13.get();
            if (records.isAlert(record.length())) {
                alert(sender, Optional.empty());
            } else if (sender == Direction.CLIENT) {
                records.fromClient(record.length());
            } else {
                records.fromServer(record.length());
            }
            return;
        }
        facts.history.add(sender, History.PROTECTED);
        if (sender == Direction.SERVER && !serverHelloCame) {
            facts.damage(sender, Damage.Kind.UNEXPECTED_MESSAGE, record.start(), "record.type", "23 before the ServerHello");
        } else if (sender == Direction.CLIENT && clientFinished) {
            facts.dataFromClient++;
        } else if (sender == Direction.SERVER && serverFinished) {
            dataFromServer++;
        }
    }

    private boolean established() {
        return tls13.map(Tls13Records::finished).orElse(clientFinished && serverFinished);
    }

    private long dataFromServer() {
        return dataFromServer + tls13.map(Tls13Records::dataFromServer).orElse(0L);
    }

    Stage stage() {
        if (established()) {
            return facts.dataFromClient > 0 && dataFromServer() > 0 ? Stage.DATA : Stage.ESTABLISHED;
        } else if (clientFinished || tls13.isPresent() && tls13.get().mayBeFinished()) {
            return Stage.CLIENT_FINISHED;
        } else if (serverFlight || tls13.isPresent() && tls13.get().serverFlight()) {
            return Stage.SERVER_FLIGHT;
        } else if (serverHelloCame) {
            return Stage.SERVER_HELLO;
        } else if (serverHelloBegan) {
            return Stage.SERVER_HELLO_PARTIAL;
        } else if (clientHelloCame) {
            return Stage.HELLO;
        }
        boolean began = client.kind() == StreamKind.TLS || client.kind() == StreamKind.SSLV2;
        return began ? Stage.HELLO_PARTIAL : Stage.NOTHING;
    }

    private ServerCertificates certificates() {
        if (facts.chain.isPresent()) {
            return new ServerCertificates.Seen(facts.chain.get());
        }
        boolean encrypted = tls13.isPresent() && tls13.get().serverFlight() && !facts.resumed.orElse(false);
        return encrypted ? new ServerCertificates.Encrypted() : new ServerCertificates.NotSent();
    }

    Observation observation() {
        return facts.observation(stage(), client, server, certificates(), dataFromServer());
    }
}
