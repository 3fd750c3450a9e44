package io.helloscope.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.resolver.dns.DnsCacheEntry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TtlCacheTest {
    private long now = 1;
    private final TtlCache cache = new TtlCache(3, Duration.ofSeconds(100), Duration.ofSeconds(10), new Rcodes(), () -> now);

    private void keep(String name, String address, long ttl) {
        cache.cache(name, null, IpLiteral.address(address).orElseThrow(), ttl, null);
    }

    private List<InetAddress> kept(String name) {
        return cache.get(name, null).stream().map(DnsCacheEntry::address).toList();
    }

    private void later(long seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void keepsAnswersForTheirShortestTimeToLive() {
        keep("a.test", "192.0.2.1", 30);
        keep("A.test.", "192.0.2.2", 20);
        keep("a.test", "192.0.2.1", 30);
        assertThat(kept("a.test")).hasSize(2);
        later(19);
        assertThat(kept("A.TEST.")).hasSize(2);
        later(1);
        assertThat(kept("a.test")).isEmpty();
    }

    @Test
    void keepsNoAnswerLongerThanTheBoundAndNoneWithoutTime() {
        keep("a.test", "192.0.2.1", 1_000_000);
        keep("b.test", "192.0.2.1", 0);
        keep("c.test", "192.0.2.1", -5);
        assertThat(kept("b.test")).isEmpty();
        assertThat(kept("c.test")).isEmpty();
        later(99);
        assertThat(kept("a.test")).hasSize(1);
        later(1);
        assertThat(kept("a.test")).isEmpty();
    }

    @Test
    void replacesWhatHasExpiredOrChangedItsSort() {
        keep("a.test", "192.0.2.1", 5);
        later(6);
        keep("a.test", "192.0.2.2", 5);
        assertThat(kept("a.test")).extracting(InetAddress::getHostAddress).containsExactly("192.0.2.2");
        cache.cache("a.test", null, new UnknownHostException("a.test"), null);
        assertThat(cache.get("a.test", null)).hasSize(1).first().extracting(DnsCacheEntry::cause).isNotNull();
        later(9);
        assertThat(cache.get("a.test", null)).hasSize(1);
        later(1);
        assertThat(cache.get("a.test", null)).isEmpty();
    }

    @Test
    void forgetsTheNameThatWasAskedForLongestAgo() {
        keep("a.test", "192.0.2.1", 50);
        keep("b.test", "192.0.2.1", 50);
        keep("c.test", "192.0.2.1", 50);
        kept("a.test");
        keep("d.test", "192.0.2.1", 50);
        assertThat(kept("a.test")).hasSize(1);
        assertThat(kept("b.test")).isEmpty();
    }

    @Test
    void keepsABoundedNumberOfAddresses() {
        for (int i = 0; i < 200; i++) {
            keep("a.test", "192.0.2." + i, 50);
        }
        assertThat(kept("a.test")).hasSize(32);
    }
}
