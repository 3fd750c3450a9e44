package io.helloscope.dial;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Answers of the resolver, each for its time to live: a bounded number of names, of which the one that was asked for longest ago
 * makes room, and a bounded number of addresses of each. Callable from any thread.
 */
final class TtlCache implements DnsCache {
    private static final int MOST_ADDRESSES = 32;

    private record Entry(InetAddress address, Throwable cause) implements DnsCacheEntry {
    }

    /** Answers of one name; they expire together, with the first of them. */
    private static final class Answers {
        private final List<Entry> entries = new ArrayList<>(2);
        private long expiresNanos = Long.MAX_VALUE;
    }

    private final Duration maxTtl;
    private final Duration negativeTtl;
    private final Rcodes rcodes;
    private final LongSupplier clock;
    private final LinkedHashMap<String, Answers> names;

    TtlCache(int mostNames, Duration maxTtl, Duration negativeTtl, Rcodes rcodes, LongSupplier clock) {
        this.rcodes = rcodes;
        this.maxTtl = maxTtl;
        this.negativeTtl = negativeTtl;
        this.clock = clock;
        this.names = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Answers> eldest) {
                return size() > mostNames;
            }
        };
    }

    @Override
    public synchronized List<? extends DnsCacheEntry> get(String name, DnsRecord[] additionals) {
        Answers answers = names.get(HostPattern.normal(name));
        if (answers == null) {
            return List.of();
        }
        if (answers.expiresNanos - clock.getAsLong() <= 0) {
            names.remove(HostPattern.normal(name));
            return List.of();
        }
        return List.copyOf(answers.entries);
    }

    @Override
    public DnsCacheEntry cache(String name, DnsRecord[] additionals, InetAddress address, long ttlSeconds, EventLoop loop) {
        Entry entry = new Entry(address, null);
        Duration ttl = Duration.ofSeconds(Math.max(0, ttlSeconds));
        keep(name, entry, ttl.compareTo(maxTtl) < 0 ? ttl : maxTtl);
        return entry;
    }

    @Override
    public DnsCacheEntry cache(String name, DnsRecord[] additionals, Throwable cause, EventLoop loop) {
        Entry entry = new Entry(null, cause);
        // A failing resolver is asked again sooner (RFC 9520) than one that says that there is no such name.
        Duration ttl = rcodes.saysThatThereIsNone(name, cause) ? negativeTtl : Duration.ofSeconds(1);
        keep(name, entry, ttl.compareTo(negativeTtl) < 0 ? ttl : negativeTtl);
        return entry;
    }

    private synchronized void keep(String name, Entry entry, Duration ttl) {
        if (ttl.isZero()) {
            return;
        }
        long now = clock.getAsLong();
        Answers answers = names.computeIfAbsent(HostPattern.normal(name), n -> new Answers());
        boolean expired = !answers.entries.isEmpty() && answers.expiresNanos - now <= 0;
        boolean otherSort = !answers.entries.isEmpty() && (answers.entries.get(0).cause == null) != (entry.cause == null);
        if (expired || otherSort) {
            answers.entries.clear();
        }
        if (answers.entries.isEmpty()) {
            answers.expiresNanos = now + ttl.toNanos();
        }
        answers.expiresNanos = Math.min(answers.expiresNanos, now + ttl.toNanos());
        boolean known = answers.entries.stream().anyMatch(e -> entry.address != null && entry.address.equals(e.address));
        if (!known && answers.entries.size() < MOST_ADDRESSES) {
            answers.entries.add(entry);
        }
    }

    @Override
    public synchronized void clear() {
        names.clear();
    }

    @Override
    public synchronized boolean clear(String name) {
        return names.remove(HostPattern.normal(name)) != null;
    }
}
