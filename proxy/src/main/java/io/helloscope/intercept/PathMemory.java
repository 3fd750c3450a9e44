package io.helloscope.intercept;

import io.helloscope.intercept.Interception.NamedProduct;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was seen on one way to servers; bounded, and what is old no longer counts. */
final class PathMemory {
    private static final Duration AGE = Duration.ofHours(24);
    private static final Duration CLEARED = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int MOST_ISSUERS = 500;
    private static final int MOST_KEYS = 2_000;
    private static final int MOST_HOSTS = 4_000;
    private static final int MOST_DOMAINS = 64;
    private static final int MOST_PROFILES = 16;
    private static final int MOST_PROBED = 64;
    private static final int ENOUGH_PUBLIC = 2;

    final Fleet fleet = new Fleet();
    private final Recent<String, Map<String, Seen>> issuers = new Recent<>(MOST_ISSUERS);
    private final Recent<String, Map<String, Seen>> leafKeys = new Recent<>(MOST_KEYS);
    private final Recent<String, HostState> hosts = new Recent<>(MOST_HOSTS);
    private final Recent<String, Instant> probed = new Recent<>(MOST_PROBED);
    private final Recent<String, Instant> lost = new Recent<>(MOST_PROBED);
    private int enough = 1;
    private final Set<String> gearProfiles = new HashSet<>();
    private Instant clearedAt = Instant.MIN;
    private Instant countedAt = Instant.MIN;
    private int publicDomains;
    private int interceptedDomains;
    private Instant asked = Instant.MIN;
    private Optional<Interception> hiddenVerdict = Optional.empty();
    private Instant hiddenAt = Instant.MIN;

    /** A host of a domain, and when it was last met. */
    record Seen(String host, Instant at) {
    }

    /**
     * What a host showed last.
     *
     * @param interception where a certificate was seen, passively or by a probe
     */
    record HostState(String host, String domain, Interception interception, Instant at, boolean byProbe) {
    }

    void issued(String issuerId, String leafKey, String domain, Seen seen) {
        remember(issuers, issuerId, domain, seen);
        remember(leafKeys, leafKey, domain, seen);
    }

    private static void remember(Recent<String, Map<String, Seen>> memory, String key, String domain, Seen seen) {
        Map<String, Seen> domains = memory.get(key).orElseGet(LinkedHashMap::new);
        if (domains.size() < MOST_DOMAINS || domains.containsKey(domain)) {
            domains.put(domain, seen);
        }
        memory.put(key, domains);
    }

    /** The domains below this issuer, with a host of each. */
    Map<String, String> below(String issuerId, Instant now) {
        return fresh(issuers.get(issuerId), now);
    }

    /** The domains with this key in their certificates, with a host of each. */
    Map<String, String> withKey(String leafKey, Instant now) {
        return fresh(leafKeys.get(leafKey), now);
    }

    private static Map<String, String> fresh(Optional<Map<String, Seen>> domains, Instant now) {
        Map<String, String> fresh = new LinkedHashMap<>();
        domains.ifPresent(all -> all.forEach((domain, seen) -> {
            if (Duration.between(seen.at(), now).compareTo(AGE) < 0) {
                fresh.put(domain, seen.host());
            }
        }));
        return fresh;
    }

    void judged(HostState state) {
        boolean news = hosts.get(state.host()).filter(known -> known.interception().verdict() == state.interception().verdict()).isEmpty();
        hosts.put(state.host(), state);
        if (news) {
            countedAt = Instant.MIN;
        }
    }

    Optional<HostState> host(String host) {
        return hosts.get(host);
    }

    List<HostState> hosts(Instant now) {
        return hosts.values().stream().filter(state -> Duration.between(state.at(), now).compareTo(AGE) < 0).toList();
    }

    /** Domains of which a host has been seen with this kind of verdict. */
    private Set<String> domains(boolean intercepted, Instant now) {
        Set<String> domains = new HashSet<>();
        for (HostState state : hosts(now)) {
            Verdict verdict = state.interception().verdict();
            if (intercepted ? verdict.isIntercepted() : verdict == Verdict.NONE_SEEN) {
                domains.add(state.domain());
            }
        }
        return domains;
    }

    /** Counted anew after something has changed, and once in a while. */
    private void count(Instant now) {
        if (countedAt.isBefore(now.minus(PAUSE))) {
            publicDomains = domains(false, now).size();
            interceptedDomains = domains(true, now).size();
            countedAt = now;
        }
    }

    int publicDomains(Instant now) {
        count(now);
        return publicDomains;
    }

    int interceptedDomains(Instant now) {
        count(now);
        return interceptedDomains;
    }

    /** Whether what is between takes part in most connections of this way, not only in those that fail. */
    boolean isIntercepting(Instant now) {
        int intercepted = interceptedDomains(now);
        return intercepted > 0 && intercepted >= publicDomains(now);
    }

    Optional<NamedProduct> product(Instant now) {
        return hosts(now).stream().filter(state -> state.interception().verdict().isIntercepted())
                .map(state -> state.interception().product()).flatMap(Optional::stream).findFirst();
    }

    /** The strongest verdict of late on a host whose certificate is hidden. */
    void hidden(Interception verdict, Instant now) {
        if (hiddenAt.isBefore(now.minus(CLEARED)) || hiddenVerdict.filter(known -> known.verdict().compareTo(verdict.verdict()) > 0).isEmpty()) {
            hiddenVerdict = Optional.of(verdict);
            hiddenAt = now;
        }
    }

    Optional<Interception> fleetVerdict(Instant now) {
        return hiddenVerdict.filter(known -> !isCleared(now) || !known.verdict().equals(Verdict.POSSIBLE));
    }

    void gearLooksLike(String profile) {
        if (gearProfiles.size() < MOST_PROFILES) {
            gearProfiles.add(profile);
        }
    }

    boolean isGears(String profile) {
        return gearProfiles.contains(profile);
    }

    /** Questions showed public certificates of two hosts: the path is clear for a while, unless another showed a replaced one. */
    void publicByProbe(Instant now) {
        long open = hosts(now).stream().filter(state -> state.byProbe() && state.interception().verdict() == Verdict.NONE_SEEN)
                .map(HostState::domain).distinct().count();
        if (interceptedDomains(now) == 0 && open >= ENOUGH_PUBLIC) {
            clearedAt = now;
        }
    }

    /** Whether something was proven to replace certificates here. */
    boolean isProven(Instant now) {
        return isIntercepting(now) && hosts(now).stream().anyMatch(state -> state.interception().verdict() == Verdict.CERTAIN);
    }

    /** A host took a post-quantum group. */
    void took(String host) {
        lost.remove(host);
    }

    /** A host that is known to take one no longer does; counts from so many hosts on. */
    void lost(String host, Instant now, int few) {
        lost.put(host, now);
        enough = few;
    }

    /** What hosts no longer do, in a sentence. */
    Optional<String> abilityLost(Instant now) {
        List<String> hosts = lost.map().entrySet().stream().filter(entry -> Duration.between(entry.getValue(), now).compareTo(AGE) < 0)
                .map(Map.Entry::getKey).toList();
        return hosts.size() < enough || hosts.isEmpty() ? Optional.empty()
                : Optional.of("%d hosts that are known to take a post-quantum group, such as %s, no longer do.".formatted(hosts.size(), hosts.get(0)));
    }

    boolean isCleared(Instant now) {
        return clearedAt.isAfter(now.minus(CLEARED));
    }

    /** Whether no question was asked of this domain lately, nor just now of any. */
    boolean mayAsk(String domain, Instant now, Duration pause, int most) {
        List<Instant> lately = new ArrayList<>(probed.values());
        lately.removeIf(at -> at.isBefore(now.minus(CLEARED)));
        return !asked.isAfter(now.minus(pause)) && lately.size() < most && probed.get(domain).filter(at -> at.isAfter(now.minus(CLEARED))).isEmpty();
    }

    void asked(String domain, Instant now) {
        asked = now;
        probed.put(domain, now);
    }
}
