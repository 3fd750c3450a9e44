package io.helloscope.tls;

import io.helloscope.bytes.Bytes;
import java.util.Optional;

/** The end of a ServerHello's random by which a server that can do more says what it settled for (RFC 8446 section 4.1.3). */
public enum DowngradeSentinel {
    /** The server can do TLS 1.3 and was asked for TLS 1.2. */
    TLS_1_2(0x01),
    /** The server can do TLS 1.2 or more and was asked for TLS 1.1 or less. */
    TLS_1_1_OR_BELOW(0x00);

    private static final Bytes MARK = Bytes.ofHex("444f574e475244");

    private final int last;

    DowngradeSentinel(int last) {
        this.last = last;
    }

    static Optional<DowngradeSentinel> of(Bytes random) {
        int start = random.length() - MARK.length() - 1;
        if (start < 0 || !random.slice(start, random.length()).startsWith(MARK)) {
            return Optional.empty();
        }
        int value = random.at(random.length() - 1);
        return value == TLS_1_2.last ? Optional.of(TLS_1_2) : value == TLS_1_1_OR_BELOW.last ? Optional.of(TLS_1_1_OR_BELOW) : Optional.empty();
    }
}
