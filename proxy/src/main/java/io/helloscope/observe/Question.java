package io.helloscope.observe;

import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.ProtocolVersion;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * One question that this program asks a server by itself, with at most one connection. Only what is to be sent and how; what comes
 * back is a {@link ProbeAnswer}.
 */
public sealed interface Question {
    /** A stable word in kebab case, such as {@code http}, {@code tls-1.2} or {@code hello-without-ech}: for documents, caches and counters. */
    String code();

    /** Something other than TLS. */
    enum Plain implements Question {
        /** {@code GET /} in HTTP/1.1, without credentials and cookies. */
        HTTP,
        /** HTTP/2 with prior knowledge (RFC 9113 section 3.3). */
        HTTP2,
        /** Nothing is sent: does the server speak first, and what? */
        BANNER,
        /** PostgreSQL's SSLRequest, answered with one letter. */
        POSTGRESQL,
        /** The PING of Redis. */
        REDIS;

        @Override
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A hello of our own that offers exactly this version, and all ciphers, groups and signature algorithms that are known for it.
     *
     * @param version SSL 3.0 to TLS 1.3
     */
    record OnlyVersion(ProtocolVersion version) implements Question {
        @Override
        public String code() {
            return version.toString().toLowerCase(Locale.ROOT).replace(' ', '-');
        }
    }

    /**
     * The client's own hello once more: same order and content, with fresh random, key shares and session id, without what are
     * credentials (pre_shared_key, early_data, tickets), and with one thing changed.
     */
    record Hello(Change change) implements Question {
        @Override
        public String code() {
            return change == Change.NOTHING ? "hello" : "hello-" + change.code();
        }
    }

    /** A whole handshake with the client's server name, for the certificate that TLS 1.3 hides. */
    record Certificate() implements Question {
        @Override
        public String code() {
            return "certificate";
        }
    }

    /** A whole handshake and one request in it, as a client would: does the server answer data with data? */
    record Request() implements Question {
        @Override
        public String code() {
            return "request";
        }
    }

    /** The client's own hello, unchanged, to another address of the same host, one of the other family first. */
    record OtherAddress() implements Question {
        @Override
        public String code() {
            return "other-address";
        }
    }

    /** What is changed in a client's hello, each alone. */
    enum Change {
        /** Nothing; in one segment where the path lets it. */
        NOTHING(hello -> true),
        /** Post-quantum groups and their shares left out. */
        WITHOUT_POST_QUANTUM(hello -> hello.groups().stream().anyMatch(group -> group.isPostQuantum())),
        /** Reserved values (RFC 8701) left out everywhere. */
        WITHOUT_GREASE(ClientHello::hasGrease),
        /** Without encrypted_client_hello. */
        WITHOUT_ECH(ClientHello::hasEch),
        /** TLS 1.2 at most: without supported_versions, key_share, psk_key_exchange_modes and the suites of TLS 1.3. */
        WITHOUT_TLS13(hello -> hello.offersVersion(ProtocolVersion.TLS_1_3) && !onlyTls13(hello)),
        /** Without ALPN and application settings. */
        WITHOUT_ALPN(hello -> !hello.alpn().isEmpty()),
        /** Without server_name. */
        WITHOUT_SERVER_NAME(hello -> hello.has(ExtensionType.SERVER_NAME)),
        /** Written in two pieces with a pause between, so that it arrives in two segments. */
        IN_TWO_SEGMENTS(hello -> true),
        /** In segments of at most 500 bytes: they pass where full-size packets vanish. */
        IN_SMALL_SEGMENTS(hello -> hello.length() > 500),
        /** One handshake message in two records. */
        IN_TWO_RECORDS(hello -> true),
        /** Post-quantum left out and the size kept, with padding (RFC 7685): tells the size from the content. */
        PADDED(ClientHello::hasPostQuantumKeyShare),
        /** Post-quantum groups offered without their share: the server has to ask for it with a HelloRetryRequest. */
        POST_QUANTUM_ON_RETRY(ClientHello::hasPostQuantumKeyShare),
        /** Every known cipher suite in addition that needs no shared secret, up to 127 in all: some servers fail at more. */
        WITH_ALL_CIPHERS(hello -> true),
        /** Every known group in addition. */
        WITH_ALL_GROUPS(hello -> true),
        /** Every known signature algorithm in addition. */
        WITH_ALL_SIGNATURES(hello -> true),
        /** Every known cipher suite, group and signature algorithm in addition. */
        WITH_ALL_PARAMETERS(hello -> true);

        private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');
        private final Predicate<ClientHello> applies;

        Change(Predicate<ClientHello> applies) {
            this.applies = applies;
        }

        /** The word in kebab case. */
        public String code() {
            return code;
        }

        /** Whether it would change this hello at all and leave a hello that makes sense. */
        public boolean appliesTo(ClientHello hello) {
            return !hello.sslv2Framed() && applies.test(hello);
        }

        private static boolean onlyTls13(ClientHello hello) {
            return hello.lowestVersion().filter(ProtocolVersion.TLS_1_3::equals).isPresent()
                    || hello.cipherSuites().stream().filter(suite -> !suite.isGrease() && !suite.isSignal()).allMatch(CipherSuite::isTls13);
        }
    }
}
