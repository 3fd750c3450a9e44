package io.helloscope.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A long header of QUIC (RFC 8999, RFC 9000 section 17.2).
 *
 * @param version empty where it is none that can be read
 * @param initial whether it is an Initial packet
 * @param target the connection id of the one it is sent to
 * @param number where its packet number begins, in the same array
 * @param end where the packet ends, beyond the array where it was cut
 * @param negotiated the versions of a Version Negotiation packet
 */
record QuicHeader(Optional<QuicVersion> version, boolean initial, byte[] target, int number, int end, List<String> negotiated) {
    private static final int LONGEST_ID = 20;
    private static final int MOST_VERSIONS = 32;

    /** Empty where it cannot be one, or is one without a length. */
    static Optional<QuicHeader> read(byte[] d, int at, int stop) {
        if (at + 7 > stop) {
            return Optional.empty();
        }
        int number = IpDecoder.i32(d, at + 1);
        int targetLength = d[at + 5] & 0xff;
        int afterTarget = at + 6 + targetLength;
        if (targetLength > LONGEST_ID || afterTarget >= stop) {
            return Optional.empty();
        }
        int sourceLength = d[afterTarget] & 0xff;
        int body = afterTarget + 1 + sourceLength;
        if (sourceLength > LONGEST_ID || body > stop) {
            return Optional.empty();
        }
        byte[] target = Arrays.copyOfRange(d, at + 6, afterTarget);
        if (number == 0) {
            return Optional.of(new QuicHeader(Optional.empty(), false, target, body, stop, versions(d, body, stop)));
        }
        return QuicVersion.of(number).flatMap(version -> rest(d, at, body, stop, version, target));
    }

    private static Optional<QuicHeader> rest(byte[] d, int at, int body, int stop, QuicVersion version, byte[] target) {
        int type = (d[at] & 0x30) >> 4;
        boolean initial = type == version.initial();
        boolean retry = type == (version.initial() + 3) % 4;
        if (retry) {
            return Optional.empty();
        }
        VarInt length = new VarInt(d, body, stop);
        if (initial) {
            long token = length.value();
            if (token < 0 || token > stop - length.next()) {
                return Optional.empty();
            }
            length = new VarInt(d, length.next() + (int) token, stop);
        }
        if (length.value() < 0 || length.value() > 0xffff) {
            return Optional.empty();
        }
        return Optional.of(new QuicHeader(Optional.of(version), initial, target, length.next(), length.next() + (int) length.value(), List.of()));
    }

    private static List<String> versions(byte[] d, int from, int stop) {
        List<String> versions = new ArrayList<>();
        for (int at = from; at + 4 <= stop && versions.size() < MOST_VERSIONS; at += 4) {
            int number = IpDecoder.i32(d, at);
            boolean reserved = (number & 0x0f0f0f0f) == 0x0a0a0a0a;
            if (!reserved) {
                versions.add(QuicVersion.of(number).map(QuicVersion::name).orElseGet(() -> "0x%08x".formatted(number)));
            }
        }
        return versions;
    }
}
