package io.helloscope.report;

import java.time.Instant;
import java.util.Optional;

/**
 * Which connections are counted, and by what.
 *
 * @param by what they are told apart by
 * @param host exact name, lower case
 * @param client exact address
 * @param since hours that end later
 * @param until hours that begin by then
 * @param keys told apart at most, those with the most connections; 1..1000
 */
public record CountQuery(By by, Optional<String> host, Optional<String> client, Instant since, Instant until, int keys) {
    /** Keys, at most. */
    public static final int MOST = 1000;

    public CountQuery {
        if (keys < 1 || keys > MOST) {
            throw new IllegalArgumentException("limit: " + keys + " (expected: 1.." + MOST + ")");
        }
    }

    /** What connections are told apart by. */
    public enum By {
        /** Codes of causes. */
        CAUSE("cause"),
        /** Codes of parties. */
        PARTY("party"),
        /** Who answered, where known. */
        PRODUCT("product"),
        /** Names of hosts. */
        HOST("host"),
        /** Addresses of clients. */
        CLIENT("client");

        private final String code;

        By(String code) {
            this.code = code;
        }

        /** As in queries and answers. */
        public String code() {
            return code;
        }
    }
}
