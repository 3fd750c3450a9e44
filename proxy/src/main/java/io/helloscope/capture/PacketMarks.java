package io.helloscope.capture;

import io.helloscope.observe.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the headers of one end's packets look like: a packet that somebody else sends in its name rarely looks the same. */
final class PacketMarks {
    private static final int[] USUAL_HOPS = {32, 64, 128, 255};

    private final Direction sender;
    private int packets;
    private int hops;
    private int lowestHops = Integer.MAX_VALUE;
    private int highestHops;
    private int lastId;
    private boolean idsCount = true;
    private boolean idsZero = true;
    private int resets;
    private int resetHops;
    private boolean resetSequenceDiffers;
    private int firstResetSequence;
    private int resetId;
    private int resetWindow;
    private boolean dataBehindReset;
    private boolean outsideWindow;

    PacketMarks(Direction sender) {
        this.sender = sender;
    }

    void packet(TcpSegment s) {
        if (packets > 0) {
            int step = s.ipId - lastId & 0xffff;
            idsCount &= step > 0 && step < 1024;
        }
        idsZero &= s.ipId == 0;
        lastId = s.ipId;
        hops = s.hops;
        lowestHops = Math.min(lowestHops, s.hops);
        highestHops = Math.max(highestHops, s.hops);
        packets++;
        dataBehindReset |= resets > 0 && s.wireLength > 0;
    }

    /** @param expected the number that its next byte would have; only where one is known */
    void reset(TcpSegment s, boolean known, int expected) {
        if (resets++ == 0) {
            firstResetSequence = s.sequence;
            resetHops = s.hops;
            resetId = s.ipId;
            resetWindow = s.window;
            outsideWindow = known && Math.abs(s.sequence - expected) > 1 << 20;
        } else {
            resetSequenceDiffers |= s.sequence != firstResetSequence;
        }
    }

    /** Whether the resets in this end's name are somebody else's; empty where nothing speaks for it. */
    Optional<PathFacts.ForeignReset> foreignReset() {
        if (resets == 0) {
            return Optional.empty();
        }
        List<String> signs = new ArrayList<>();
        if (dataBehindReset) {
            signs.add("The %s went on sending data after the reset in its name: the reset is not its own.".formatted(sender.code()));
        }
        boolean far = packets > 0 && distance() > 1;
        if (far) {
            signs.add("The reset came with a time to live of %d, the other packets of the %s with %s: it began its way elsewhere."
                    .formatted(resetHops, sender.code(), lowestHops == highestHops ? String.valueOf(hops) : lowestHops + " to " + highestHops));
        }
        boolean strong = !signs.isEmpty();
        if (outsideWindow) {
            signs.add("The sequence number of the reset is far from what the %s had sent.".formatted(sender.code()));
        }
        if (resets > 2 && resetSequenceDiffers) {
            signs.add("%d resets with different sequence numbers came in a row, as devices send them that guess.".formatted(resets));
        }
        if (strong && packets > 1 && idsCount && !idsZero && resetId != TcpSegment.NO_ID && (resetId - lastId & 0xffff) > 4096) {
            signs.add("Its IP identification, %d, does not follow those of the %s, the last of which was %d.".formatted(resetId, sender.code(), lastId));
        }
        if (strong && resetWindow != 0) {
            signs.add("Its window is %d; resets of operating systems mostly have 0.".formatted(resetWindow));
        }
        boolean several = signs.size() > 1;
        return strong || several ? Optional.of(new PathFacts.ForeignReset(sender, signs, strong)) : Optional.empty();
    }

    /** How many routers nearer or farther the reset began; systems may send resets with another full value than data. */
    private int distance() {
        if (resetHops >= lowestHops - 1 && resetHops <= highestHops + 1) {
            return 0;
        }
        return Math.min(Math.abs(passed(resetHops) - passed(lowestHops)), Math.abs(passed(resetHops) - passed(highestHops)));
    }

    private static int passed(int left) {
        for (int full : USUAL_HOPS) {
            if (left <= full) {
                return full - left;
            }
        }
        return 0;
    }
}
