package io.helloscope.observe;

/**
 * Tells the server's protected TLS 1.3 records after the handshake apart: session tickets or data. Nothing but lengths and order are
 * visible, hence this rule:
 *
 * <ul>
 * <li>Records before the client has sent data are tickets (or a greeting, which alone does not show that the client is served).
 * <li>After that, up to four leading records of nearly one length, of a length that tickets have, are tickets where there are at
 *     least two of them, or where they are like the last one before the client's data: servers send one ticket or a few alike.
 * <li>All else is data. A lone first record counts as data until another like it follows.
 * </ul>
 */
final class ServerTickets {
    private static final int SHORTEST = 60;
    private static final int LONGEST = 2400;
    private static final int ALIKE = 32;
    private static final int MOST = 4;

    private int before;
    private int lastBefore;
    private long after;
    private int run;
    private int runLength;
    private boolean runOpen = true;

    /** A record of the server after the client's Finished that is no alert. */
    void record(int length, boolean clientSentData) {
        if (!clientSentData) {
            before++;
            lastBefore = length;
            return;
        }
        after++;
        if (!runOpen) {
            return;
        }
        runOpen = length >= SHORTEST && length <= LONGEST && run < MOST && (after == 1 ? mayBegin(length) : alike(length, runLength));
        if (runOpen) {
            run++;
            runLength = length;
        }
    }

    private boolean mayBegin(int length) {
        return before == 0 || alike(length, lastBefore);
    }

    private static boolean alike(int one, int other) {
        return Math.abs(one - other) <= ALIKE;
    }

    /** Records that are data, as far as is known now. */
    long data() {
        boolean tickets = run > 1 || before > 0;
        return after - (tickets ? run : 0);
    }

    /** Whether later records cannot take back that there was data. */
    boolean sure() {
        return !runOpen && data() > 0;
    }
}
