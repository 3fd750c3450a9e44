package io.helloscope.diagnose;

import io.helloscope.observe.Question;
import io.helloscope.observe.Question.Change;
import io.helloscope.observe.Question.Hello;
import io.helloscope.observe.Question.OnlyVersion;
import io.helloscope.observe.Question.Plain;

/** Questions in words for people. */
public final class QuestionText {
    private QuestionText() {
    }

    /** A few words, such as {@code the client's hello without GREASE values}. */
    public static String of(Question question) {
        if (question instanceof Plain plain) {
            return plain(plain);
        }
        if (question instanceof OnlyVersion only) {
            return "a hello that offers " + only.version().name() + " only";
        }
        if (question instanceof Hello hello) {
            return "the client's hello " + how(hello.change());
        }
        if (question instanceof Question.Request) {
            return "a whole handshake and one request";
        }
        return question instanceof Question.OtherAddress ? "the client's hello to another address of the host"
                : "a whole handshake, for the certificate";
    }

    private static String plain(Plain plain) {
        return switch (plain) {
            case HTTP -> "a plain HTTP request";
            case HTTP2 -> "plain HTTP/2 with prior knowledge";
            case BANNER -> "nothing: does the server speak first?";
            case POSTGRESQL -> "PostgreSQL's request for TLS";
            case REDIS -> "the PING of Redis";
        };
    }

    /** What is changed, to be put behind "asked" or "the hello". */
    static String how(Change change) {
        return switch (change) {
            case NOTHING -> "unchanged";
            case WITHOUT_POST_QUANTUM -> "without its post-quantum key share";
            case WITHOUT_GREASE -> "without GREASE values";
            case WITHOUT_ECH -> "without encrypted_client_hello";
            case WITHOUT_TLS13 -> "without TLS 1.3";
            case WITHOUT_ALPN -> "without application protocols (ALPN, ALPS)";
            case WITHOUT_SERVER_NAME -> "without the server name";
            case IN_TWO_SEGMENTS -> "in two segments";
            case IN_SMALL_SEGMENTS -> "in segments of at most 500 bytes";
            case IN_TWO_RECORDS -> "in two records";
            case PADDED -> "without its post-quantum key share and padded to the same size";
            case POST_QUANTUM_ON_RETRY -> "with the post-quantum group but without its key share";
            case WITH_ALL_CIPHERS -> "with every known cipher suite added";
            case WITH_ALL_GROUPS -> "with every known group added";
            case WITH_ALL_SIGNATURES -> "with every known signature algorithm added";
            case WITH_ALL_PARAMETERS -> "with every known cipher suite, group and signature algorithm added";
        };
    }
}
