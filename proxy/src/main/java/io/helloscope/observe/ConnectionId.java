package io.helloscope.observe;

import java.time.Instant;

/** Ids of connections: 23 characters, sortable by time (milliseconds, then 64 random bits), in Crockford's base 32 like a ULID. */
public final class ConnectionId {
    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int TIME = 10;
    private static final int RANDOM = 13;
    private static final Instant LATEST = Instant.ofEpochMilli((1L << 5 * TIME) - 1);

    private ConnectionId() {
    }

    /** The id of a connection that was opened at this time; the random bits tell those of one millisecond apart. */
    public static String of(Instant openedAt, long random) {
        char[] id = new char[TIME + RANDOM];
        write(id, 0, TIME, openedAt.toEpochMilli());
        write(id, TIME, RANDOM, random);
        return new String(id);
    }

    /** What every id of this millisecond begins with: less than each of them, and than all later ones. */
    public static String least(Instant openedAt) {
        char[] id = new char[TIME];
        long millis = openedAt.isBefore(Instant.EPOCH) ? 0 : openedAt.isAfter(LATEST) ? LATEST.toEpochMilli() : openedAt.toEpochMilli();
        write(id, 0, TIME, millis);
        return new String(id);
    }

    private static void write(char[] id, int from, int length, long value) {
        long rest = value;
        for (int i = from + length - 1; i >= from; i--) {
            id[i] = DIGITS[(int) (rest & 31)];
            rest >>>= 5;
        }
    }
}
