package io.helloscope.diagnose;

import io.helloscope.observe.Observation;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.Extension;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ServerHello;
import java.util.Optional;
import java.util.Set;

/**
 * Something that the server chose and the client cannot have: it did not offer it, or it does not belong to the version.
 *
 * @param kind which field
 * @param sentence what is wrong
 */
record HelloChoice(Kind kind, String sentence) {
    /** The fields in which a server chooses. */
    enum Kind {
        /** A cipher suite that was not offered. */
        CIPHER,
        /** A cipher suite of another version. */
        CIPHER_OF_OTHER_VERSION,
        COMPRESSION,
        /** A group of TLS 1.2's key exchange. */
        CURVE,
        /** A group of TLS 1.3's key share. */
        KEY_SHARE,
        APPLICATION_PROTOCOL,
        EXTENSION
    }

    /** RFC 8446 section 4.2; all other extensions of TLS 1.3 are encrypted. */
    private static final Set<ExtensionType> IN_SERVER_HELLO_13 =
            Set.of(ExtensionType.SUPPORTED_VERSIONS, ExtensionType.KEY_SHARE, ExtensionType.PRE_SHARED_KEY);
    private static final Set<ExtensionType> IN_RETRY_REQUEST =
            Set.of(ExtensionType.SUPPORTED_VERSIONS, ExtensionType.KEY_SHARE, ExtensionType.COOKIE, ExtensionType.ENCRYPTED_CLIENT_HELLO);

    /** The first choice in this answer that does not fit this hello. */
    static Optional<HelloChoice> wrong(ClientHello hello, ServerHello answer, Observation seen) {
        return cipher(hello, answer)
                .or(() -> compression(hello, answer))
                .or(() -> group(hello, answer, seen))
                .or(() -> protocol(hello, answer))
                .or(() -> extension(hello, answer));
    }

    private static Optional<HelloChoice> cipher(ClientHello hello, ServerHello answer) {
        CipherSuite suite = answer.cipherSuite();
        if (!hello.offers(suite) || suite.isSignal() || suite.isGrease()) {
            return notOffered(Kind.CIPHER, "the cipher suite " + suite.name());
        }
        return suite.isTls13() == answer.version().isTls13() ? Optional.empty() : Optional.of(new HelloChoice(Kind.CIPHER_OF_OTHER_VERSION,
                "The server chose the cipher suite %s, which does not belong to %s.".formatted(suite.name(), answer.version().name())));
    }

    private static Optional<HelloChoice> compression(ClientHello hello, ServerHello answer) {
        return hello.compressionMethods().contains(answer.compressionMethod()) ? Optional.empty()
                : notOffered(Kind.COMPRESSION, "compression method " + answer.compressionMethod());
    }

    private static Optional<HelloChoice> group(ClientHello hello, ServerHello answer, Observation seen) {
        if (!answer.version().isTls13()) {
            Optional<NamedGroup> curve = seen.serverKeyExchange().flatMap(exchange -> exchange.group());
            return curve.filter(c -> !hello.groups().isEmpty() && !hello.offers(c)).flatMap(c -> notOffered(Kind.CURVE, "the group " + c.name()));
        }
        Optional<NamedGroup> group = answer.group();
        if (group.isEmpty()) {
            return Optional.empty();
        }
        if (!hello.offers(group.get())) {
            return notOffered(Kind.KEY_SHARE, "the group " + group.get().name());
        }
        boolean shared = hello.keyShares().stream().anyMatch(share -> share.group().equals(group.get()));
        return answer.isHelloRetryRequest() || shared ? Optional.empty() : Optional.of(new HelloChoice(Kind.KEY_SHARE,
                "The server chose the group %s, for which the client had sent no key share.".formatted(group.get().name())));
    }

    private static Optional<HelloChoice> protocol(ClientHello hello, ServerHello answer) {
        return answer.alpn().filter(protocol -> !hello.offersAlpn(protocol))
                .flatMap(protocol -> notOffered(Kind.APPLICATION_PROTOCOL, "the application protocol " + Words.quoted(protocol)));
    }

    private static Optional<HelloChoice> extension(ClientHello hello, ServerHello answer) {
        Optional<ExtensionType> unasked = answer.extensions().stream().map(Extension::type)
                .filter(type -> !mayAnswer(hello, answer, type)).findFirst();
        if (unasked.isPresent()) {
            return notOffered(Kind.EXTENSION, "the extension " + unasked.get().name());
        }
        Set<ExtensionType> allowed = answer.isHelloRetryRequest() ? IN_RETRY_REQUEST : IN_SERVER_HELLO_13;
        Optional<ExtensionType> misplaced = answer.extensions().stream().map(Extension::type)
                .filter(type -> answer.version().isTls13() && !allowed.contains(type)).findFirst();
        return misplaced.map(type -> new HelloChoice(Kind.EXTENSION,
                "The server put the extension %s where TLS 1.3 does not allow it.".formatted(type.name())));
    }

    private static boolean mayAnswer(ClientHello hello, ServerHello answer, ExtensionType type) {
        return hello.has(type) || type.equals(ExtensionType.RENEGOTIATION_INFO) && hello.hasSecureRenegotiation()
                || type.equals(ExtensionType.COOKIE) && answer.isHelloRetryRequest();
    }

    private static Optional<HelloChoice> notOffered(Kind kind, String what) {
        return Optional.of(new HelloChoice(kind, "The server chose " + what + ", which the client did not offer."));
    }
}
