package io.helloscope.intercept;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The hosts of one path whose certificates TLS 1.3 hides, by what is visible of them: a box makes all certificates after one pattern,
 * so that their lengths differ by a small multiple of the name's length only. A CDN does so too.
 */
final class Fleet {
    /** So many unrelated hosts say something. */
    static final int ENOUGH = 15;
    /** So many are reason to ask one of them for its certificate. */
    static final int WORTH_A_QUESTION = 8;
    private static final int MOST = 256;
    private static final int LOOKED_AT = 64;
    private static final int MOST_TIMES_THE_NAME = 4;
    /** Bytes: an ECDSA signature has two that vary, and a serial number one. */
    private static final int SPREAD = 3;
    private static final double NEARLY_ALL = 0.9;
    private static final Duration AGE = Duration.ofHours(12);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final long NEAR = Duration.ofMillis(3).toNanos();
    private static final long FAR = Duration.ofMillis(12).toNanos();
    private static final long HELD = Duration.ofMillis(500).toNanos();

    private final Recent<String, Sample> samples = new Recent<>(MOST);
    /** Sorted out anew after a host has come, and once in a while, not for each connection. */
    private List<Sample> sorted = List.of();
    private Instant sortedAt = Instant.MIN;

    /**
     * One host.
     *
     * @param http2 whether h2 was offered to it
     * @param connect nanoseconds to the standing connection, 0 where that is not the server's
     * @param answer nanoseconds from the hello to the answer
     */
    record Sample(String host, ServerFlight flight, boolean http2, long connect, long answer, Instant at) {
    }

    /**
     * What the hosts have in common.
     *
     * @param hosts how many are alike
     * @param times how many times the name's length is in the length of the certificate
     * @param base the rest of the length, at least
     * @param profile what is the same for all
     */
    record Flat(int hosts, int times, int base, String profile) {
        boolean has(Sample sample) {
            int rest = sample.flight().certificate() - times * sample.host().length();
            return sample.flight().profile().equals(profile) && rest >= base && rest <= base + SPREAD;
        }
    }

    void add(String domain, Sample sample) {
        samples.put(domain, sample);
        sortedAt = Instant.MIN;
    }

    private List<Sample> recent(Instant now) {
        if (sortedAt.isBefore(now.minus(PAUSE))) {
            sorted = sort(now);
            sortedAt = now;
        }
        return sorted;
    }

    private List<Sample> sort(Instant now) {
        return samples.values().stream().filter(sample -> Duration.between(sample.at(), now).compareTo(AGE) < 0)
                .sorted(Comparator.comparing(Sample::at).reversed()).limit(LOOKED_AT).toList();
    }

    int size(Instant now) {
        return recent(now).size();
    }

    /** What nearly all hosts have in common, where there are at least so many. */
    Optional<Flat> flat(int least, Instant now) {
        List<Sample> all = recent(now);
        if (all.size() < least) {
            return Optional.empty();
        }
        Map<String, Integer> profiles = new HashMap<>();
        all.forEach(sample -> profiles.merge(sample.flight().profile(), 1, Integer::sum));
        String most = profiles.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
        List<Sample> alike = all.stream().filter(sample -> sample.flight().profile().equals(most)).toList();
        int needed = (int) Math.ceil(all.size() * NEARLY_ALL);
        if (alike.size() < needed) {
            return Optional.empty();
        }
        for (int times = 0; times <= MOST_TIMES_THE_NAME; times++) {
            int factor = times;
            int[] rests = alike.stream().mapToInt(sample -> sample.flight().certificate() - factor * sample.host().length()).sorted().toArray();
            for (int i = 0; i + needed <= rests.length; i++) {
                if (rests[i + needed - 1] - rests[i] <= SPREAD) {
                    int base = rests[i];
                    return Optional.of(new Flat((int) Arrays.stream(rests).filter(rest -> rest >= base && rest <= base + SPREAD).count(), times, base, most));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether nearly all hosts, at least so many, have one profile, whatever their lengths. */
    boolean isUniform(int least, Instant now) {
        List<Sample> all = recent(now);
        Map<String, Integer> profiles = new HashMap<>();
        all.forEach(sample -> profiles.merge(sample.flight().profile() + " " + sample.flight().extensions(), 1, Integer::sum));
        return all.size() >= least && profiles.values().stream().mapToInt(Integer::intValue).max().orElse(0) >= Math.ceil(all.size() * NEARLY_ALL);
    }

    /** Whether h2 was offered to all hosts and none took it, or anything else. */
    boolean isWithoutHttp2(Instant now) {
        List<Sample> offered = recent(now).stream().filter(Sample::http2).toList();
        return offered.size() >= WORTH_A_QUESTION && offered.stream().allMatch(sample -> sample.flight().tookNothing());
    }

    /** Whether all connections stand at once and the answers take their time, but no time that a box adds to all. */
    boolean isAnsweredNearby(Instant now) {
        List<Sample> timed = recent(now).stream().filter(sample -> sample.connect() > 0).toList();
        if (timed.size() < WORTH_A_QUESTION) {
            return false;
        }
        long far = timed.stream().filter(sample -> sample.answer() >= FAR).count();
        return timed.stream().allMatch(sample -> sample.connect() <= NEAR) && far >= timed.size() * NEARLY_ALL
                && timed.stream().mapToLong(Sample::answer).min().orElse(0) < HELD;
    }
}
