package io.helloscope.observe;

import java.util.Optional;
import java.util.OptionalInt;

/** How far the way to the server came. */
public sealed interface Reach {
    /** Not decided: the client left before. */
    record Pending() implements Reach {
    }

    /**
     * A connection to the server stands.
     *
     * @param ip the address that was dialled: the server's, or the next proxy's
     * @param port its port
     * @param nextProxy host and port of the next proxy, where one is used; behind {@code socks5://} where it speaks SOCKS5, else it
     *     speaks HTTP
     * @param steps how long it took
     */
    record Connected(String ip, int port, Optional<String> nextProxy, DialTimes steps) implements Reach {
    }

    /**
     * It could not be reached.
     *
     * @param failure what happened
     * @param ip the last address that was tried
     * @param nextProxy host and port of the next proxy, where one is used; behind {@code socks5://} where it speaks SOCKS5, else it
     *     speaks HTTP
     * @param answer what the next proxy answered, where it did
     * @param steps how long it took
     */
    record Failed(Failure failure, Optional<String> ip, Optional<String> nextProxy, Optional<NextProxyAnswer> answer, DialTimes steps)
            implements Reach {
    }

    /**
     * This proxy refused.
     *
     * @param refusal why
     * @param detail a sentence about the rule, for people
     */
    record Refused(Refusal refusal, String detail) implements Reach {
    }

    /** Why a destination could not be reached. */
    enum Failure {
        /** The name does not exist (NXDOMAIN, or no address). */
        DNS_NOT_FOUND,
        /** The resolver failed or did not answer. */
        DNS_FAILURE,
        /** RST in answer to SYN. */
        REFUSED,
        /** No answer to SYN within the time limit. */
        TIMED_OUT,
        /** No route, or an ICMP error. */
        UNREACHABLE,
        /** The next proxy could not be connected to, its name not resolved. */
        NEXT_PROXY_UNREACHABLE,
        /** The next proxy answered with a status other than 2xx, or a SOCKS5 error. */
        NEXT_PROXY_REFUSED,
        /** The next proxy answered something that is no answer to a proxy request. */
        NEXT_PROXY_STRANGE,
        /** The next proxy said nothing within the time limit. */
        NEXT_PROXY_SILENT,
        /** The next proxy closed or reset before it answered. */
        NEXT_PROXY_CLOSED
    }

    /** Why this proxy refused. */
    enum Refusal {
        /** Its rules forbid the destination. */
        DESTINATION_DENIED,
        /** It wants credentials. */
        AUTHENTICATION_REQUIRED,
        /** The client's network may not use it. */
        CLIENT_DENIED,
        /** A limit was reached. */
        OVERLOADED,
        /** The client speaks TLS to the plain proxy port. */
        TLS_TO_PROXY,
        /** The request was malformed. */
        BAD_REQUEST
    }

    /**
     * What a next proxy answered.
     *
     * @param status HTTP status, or empty for SOCKS5 and for what is no HTTP
     * @param reason the SOCKS5 reply code, where it is one; 255 where the proxy accepted none of our ways to authenticate
     * @param excerpt the first bytes of the answer, head and body, bounded, raw
     */
    record NextProxyAnswer(OptionalInt status, OptionalInt reason, io.helloscope.bytes.Bytes excerpt) {
    }

    /**
     * Durations in nanoseconds, absent where a step did not happen.
     *
     * @param dns resolving
     * @param connect TCP
     * @param nextProxy asking the next proxy
     */
    record DialTimes(java.util.OptionalLong dns, java.util.OptionalLong connect, java.util.OptionalLong nextProxy) {
        /** Nothing happened. */
        public static final DialTimes NONE =
                new DialTimes(java.util.OptionalLong.empty(), java.util.OptionalLong.empty(), java.util.OptionalLong.empty());
    }
}
