package io.helloscope.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Reach.Failure;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways to servers on loopback, with a name server that answers as it is told. */
@Timeout(60)
class DialerTest {
    private static final int SERVFAIL = 2;
    private static final int NXDOMAIN = 3;
    private static final int REFUSED = 5;
    private static final int SILENCE = -1;

    private final NameServer names = new NameServer();
    private final DialSettings settings = DialSettings.DEFAULT.withDnsServers(names.address())
            .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2));
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        server.setSoTimeout(10_000);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        names.close();
    }

    @Test
    void dialsTheVeryAddressThatItIsTold() throws Exception {
        NextProxy away = NextProxy.parse("http://127.0.0.1:1");
        names.with("one.test", 60, "127.0.0.99");
        DialSettings proxied = settings.withUpstreamRules(new UpstreamRule(List.of(HostPattern.parse("*")), Optional.of(away)));
        try (DialKit kit = new DialKit(proxied)) {
            Dialed dialed = kit.dialer.dialAddress(new Destination("One.Test", server.getLocalPort()),
                    InetAddress.getByName("127.0.0.1"), kit.loop).get(10, TimeUnit.SECONDS);
            assertThat(dialed.reach()).isInstanceOfSatisfying(Reach.Connected.class, reach -> {
                assertThat(reach.ip()).isEqualTo("127.0.0.1");
                assertThat(reach.nextProxy()).isEmpty();
                assertThat(reach.steps().dns()).isEmpty();
            });
            ((Dialed.Reached) dialed).channel().close();
            assertThat(names.asked("one.test")).isZero();
        }
    }

    @Test
    void refusesAnAddressThatItIsToldByTheRulesForDestinations() throws Exception {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        try (DialKit kit = new DialKit(settings.withPrivateAllowed(false))) {
            assertThat(kit.dialer.dialAddress(new Destination("one.test", server.getLocalPort()), loopback, kit.loop)
                    .get(10, TimeUnit.SECONDS).reach()).isInstanceOf(Reach.Refused.class);
        }
        try (DialKit kit = new DialKit(settings.withDenied(HostPattern.parse("*.test")))) {
            assertThat(kit.dialer.dialAddress(new Destination("one.test", server.getLocalPort()), loopback, kit.loop)
                    .get(10, TimeUnit.SECONDS).reach()).isInstanceOf(Reach.Refused.class);
        }
        try (DialKit kit = new DialKit(settings)) {
            kit.dialer.refuseOwn(new InetSocketAddress(loopback, server.getLocalPort()));
            assertThat(kit.dialer.dialAddress(new Destination("one.test", server.getLocalPort()), loopback, kit.loop)
                    .get(10, TimeUnit.SECONDS).reach()).isInstanceOf(Reach.Refused.class);
        }
    }

    @Test
    void tellsAllAddressesOfAHostIpv6First() throws Exception {
        names.with("both.test", 60, "127.0.0.1", "127.0.0.2", "::1");
        names.with("half.test", 60, "127.0.0.3").ipv6Fails("half.test", SERVFAIL);
        names.with("slow.test", 60, "127.0.0.4").ipv6Fails("slow.test", SILENCE);
        try (DialKit kit = new DialKit(settings)) {
            assertThat(addresses(kit, "Both.Test.")).containsExactly("0:0:0:0:0:0:0:1", "127.0.0.1", "127.0.0.2");
            assertThat(addresses(kit, "half.test")).containsExactly("127.0.0.3");
            assertThat(addresses(kit, "slow.test")).containsExactly("127.0.0.4");
            assertThat(addresses(kit, "none.test")).isEmpty();
            assertThat(addresses(kit, "127.0.0.5")).containsExactly("127.0.0.5");
        }
    }

    private static List<String> addresses(DialKit kit, String host) throws Exception {
        return kit.dialer.addresses(host, kit.loop).get(10, TimeUnit.SECONDS).stream().map(InetAddress::getHostAddress).toList();
    }

    @Test
    void connectsToAnAddressThatDnsTells() throws Exception {
        names.with("one.test", 60, "127.0.0.1");
        try (DialKit kit = new DialKit(settings)) {
            Dialed.Reached reached = kit.reached("One.Test.", server.getLocalPort());
            assertThat(reached.reach().ip()).isEqualTo("127.0.0.1");
            assertThat(reached.reach().port()).isEqualTo(server.getLocalPort());
            assertThat(reached.reach().nextProxy()).isEmpty();
            assertThat(reached.reach().steps().dns()).isPresent();
            assertThat(reached.reach().steps().connect()).isPresent();
            assertThat(reached.reach().steps().nextProxy()).isEmpty();
            assertThat(reached.channel().eventLoop()).isSameAs(kit.loop);
            assertThat(reached.channel().config().isAutoRead()).isFalse();
            assertThat(reached.channel().config().getOption(ChannelOption.TCP_NODELAY)).isTrue();
            assertThat(reached.channel().config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
            assertThat(reached.channel().config().getOption(ChannelOption.ALLOW_HALF_CLOSURE)).isTrue();
            assertThat(reached.channel().pipeline().names()).hasSize(1);
        }
    }

    @Test
    void asksAgainOnlyWhenTheTimeToLiveIsOver() throws Exception {
        names.with("long.test", 300, "127.0.0.1").with("short.test", 1, "127.0.0.1");
        try (DialKit kit = new DialKit(settings)) {
            for (int i = 0; i < 5; i++) {
                kit.reached("long.test", server.getLocalPort()).channel().close();
            }
            assertThat(names.asked("long.test")).isLessThanOrEqualTo(2 + 4);
            kit.reached("short.test", server.getLocalPort()).channel().close();
            int first = names.asked("short.test");
            kit.reached("short.test", server.getLocalPort()).channel().close();
            long late = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            int unneeded = names.asked("short.test") - first;
            assertThat(unneeded).as("IPv6 has no record, hence no time to live of its own").isLessThanOrEqualTo(1);
            int before = names.asked("short.test");
            while (names.asked("short.test") < before + 1 && System.nanoTime() < late) {
                LockSupport.parkNanos(100_000_000);
                kit.reached("short.test", server.getLocalPort()).channel().close();
            }
            assertThat(names.asked("short.test")).isGreaterThan(before);
        }
    }

    @Test
    void remembersForAWhileThatANameDoesNotExist() throws Exception {
        names.fails("none.test", NXDOMAIN).with("empty.test", 60);
        try (DialKit kit = new DialKit(settings)) {
            assertThat(kit.failed("none.test", 443).failure()).isEqualTo(Failure.DNS_NOT_FOUND);
            int asked = names.asked("none.test");
            assertThat(asked).isPositive();
            Reach.Failed again = kit.failed("none.test", 443);
            assertThat(again.failure()).isEqualTo(Failure.DNS_NOT_FOUND);
            assertThat(again.steps().dns()).isPresent();
            assertThat(again.steps().connect()).isEmpty();
            assertThat(again.ip()).isEmpty();
            assertThat(names.asked("none.test")).isEqualTo(asked);
            assertThat(kit.failed("empty.test", 443).failure()).as("a name without addresses").isEqualTo(Failure.DNS_NOT_FOUND);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {SERVFAIL, REFUSED, SILENCE})
    void tellsAFailingResolverFromAMissingName(int rcode) throws Exception {
        names.fails("broken.test", rcode);
        try (DialKit kit = new DialKit(settings)) {
            long begun = System.nanoTime();
            assertThat(kit.failed("broken.test", 443).failure()).isEqualTo(Failure.DNS_FAILURE);
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(5));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {SERVFAIL, NXDOMAIN, SILENCE})
    void connectsByIpv4WhereQuestionsForIpv6Fail(int rcode) throws Exception {
        names.with("half.test", 60, "127.0.0.1").ipv6Fails("half.test", rcode);
        try (DialKit kit = new DialKit(settings)) {
            long begun = System.nanoTime();
            assertThat(kit.reached("half.test", server.getLocalPort()).reach().ip()).isEqualTo("127.0.0.1");
            assertThat(System.nanoTime() - begun).as("does not wait for IPv6").isLessThan(TimeUnit.MILLISECONDS.toNanos(1_000));
        }
    }

    @Test
    void triesTheOtherFamilyWhenTheFirstDoesNotAnswer() throws Exception {
        names.with("both.test", 60, "::1", "127.0.0.1");
        try (BlackHole hole = new BlackHole("::1", server.getLocalPort()); DialKit kit = new DialKit(settings)) {
            long begun = System.nanoTime();
            Dialed.Reached reached = kit.reached("both.test", server.getLocalPort());
            long took = System.nanoTime() - begun;
            assertThat(reached.reach().ip()).isEqualTo("127.0.0.1");
            assertThat(took).isBetween(TimeUnit.MILLISECONDS.toNanos(240), TimeUnit.MILLISECONDS.toNanos(1_500));
            assertThat(hole.newConnections()).as("the loser has been called off").isZero();
        }
    }

    @Test
    void prefersIpv6AndTriesTheNextAddressAtOnceWhenOneRefuses() throws Exception {
        names.with("both.test", 60, "127.0.0.1", "::1").with("v4first.test", 60, "127.0.0.2", "127.0.0.1");
        try (ServerSocket ipv6 = new ServerSocket(server.getLocalPort(), 5, InetAddress.getByName("::1")); DialKit kit = new DialKit(settings)) {
            assertThat(kit.reached("both.test", ipv6.getLocalPort()).reach().ip()).isEqualTo("0:0:0:0:0:0:0:1");
            ipv6.close();
            long begun = System.nanoTime();
            assertThat(kit.reached("both.test", server.getLocalPort()).reach().ip()).isEqualTo("127.0.0.1");
            assertThat(kit.reached("v4first.test", server.getLocalPort()).reach().ip()).isEqualTo("127.0.0.1");
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.MILLISECONDS.toNanos(1_000));
        }
    }

    @Test
    void saysThatItWasRefusedOrTookTooLong() throws Exception {
        names.with("hole.test", 60, "127.0.0.3");
        int port = server.getLocalPort();
        server.close();
        try (BlackHole hole = new BlackHole("127.0.0.3", port); DialKit kit = new DialKit(settings)) {
            Reach.Failed refused = kit.failed("127.0.0.1", port);
            assertThat(refused.failure()).isEqualTo(Failure.REFUSED);
            assertThat(refused.ip()).contains("127.0.0.1");
            assertThat(refused.steps().dns()).as("no name, no look-up").isEmpty();
            assertThat(refused.steps().connect()).isPresent();
            Reach.Failed late = kit.failed("hole.test", port);
            assertThat(late.failure()).isEqualTo(Failure.TIMED_OUT);
            assertThat(late.ip()).contains("127.0.0.3");
            assertThat(late.steps().connect().orElseThrow()).isBetween(TimeUnit.SECONDS.toNanos(2), TimeUnit.SECONDS.toNanos(6));
        }
    }

    @Test
    void resolvesLocalhostWithoutAsking() throws Exception {
        try (DialKit kit = new DialKit(settings)) {
            assertThat(kit.reached("localhost", server.getLocalPort()).reach().ip()).isEqualTo("127.0.0.1");
            assertThat(kit.reached("app.localhost", server.getLocalPort()).reach().ip()).isEqualTo("127.0.0.1");
            assertThat(names.asked("localhost") + names.asked("app.localhost")).isZero();
        }
    }

    @Test
    void usesFixedAddressesTheExactNameFirst() throws Exception {
        DialSettings fixed = settings.withFixedHosts(FixedHost.parse("*.lab.test", "127.0.0.1"), FixedHost.parse("odd.lab.test", "127.0.0.9"),
                FixedHost.parse("bad.test", "169.254.169.254"));
        try (DialKit kit = new DialKit(fixed)) {
            assertThat(kit.reached("any.lab.test", server.getLocalPort()).reach().ip()).isEqualTo("127.0.0.1");
            assertThat(kit.failed("odd.lab.test", server.getLocalPort()).ip()).contains("127.0.0.9");
            assertThat(kit.refused("bad.test", 80)).contains("metadata");
            assertThat(names.asked("any.lab.test")).isZero();
        }
    }

    @Test
    void refusesNamesThatLeadToForbiddenAddresses() throws Exception {
        names.with("rebind.test", 60, "169.254.169.254").with("mapped.test", 60, "64:ff9b::169.254.169.254")
                .with("mixed.test", 60, "0.0.0.0", "127.0.0.1").with("private.test", 60, "127.0.0.1");
        try (DialKit kit = new DialKit(settings); DialKit strict = new DialKit(settings.withPrivateAllowed(false))) {
            assertThat(kit.refused("rebind.test", 80)).startsWith("rebind.test: 169.254.169.254 is the address of a cloud's");
            assertThat(kit.refused("mapped.test", 80)).contains("stands for 169.254.169.254");
            assertThat(kit.reached("mixed.test", server.getLocalPort()).reach().ip()).isEqualTo("127.0.0.1");
            assertThat(kit.reached("private.test", server.getLocalPort()).reach().ip()).isEqualTo("127.0.0.1");
            assertThat(strict.refused("private.test", server.getLocalPort())).contains("loopback");
            assertThat(strict.refused("localhost", server.getLocalPort())).contains("loopback");
            assertThat(strict.refused("0x7f.1", server.getLocalPort())).contains("loopback");
        }
    }

    @Test
    void readsEverySpellingOfAnAddress() throws Exception {
        try (DialKit kit = new DialKit(settings)) {
            for (String spelling : List.of("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "::ffff:127.0.0.1", "[::ffff:7f00:1]")) {
                assertThat(kit.reached(spelling, server.getLocalPort()).reach().ip()).as(spelling).isEqualTo("127.0.0.1");
            }
            for (String wrong : List.of("1.2.3.4.5", "256.1.1.1", "1::2::3", "", "a b", "a\r\nb", "a..b", ".", "-",
                    "x".repeat(70) + ".test", "x".repeat(300), "n\u00e4me.test")) {
                assertThat(kit.failed(wrong, 80).failure()).as(wrong).isEqualTo(Failure.DNS_NOT_FOUND);
            }
        }
    }

    @Test
    void refusesItsOwnListeners() throws Exception {
        names.with("loop.test", 60, "127.0.0.1");
        try (DialKit kit = new DialKit(settings)) {
            kit.dialer.refuseOwn((InetSocketAddress) server.getLocalSocketAddress());
            assertThat(kit.refused("127.0.0.1", server.getLocalPort())).contains("this proxy itself");
            assertThat(kit.refused("loop.test", server.getLocalPort())).contains("this proxy itself");
        }
    }

    @Test
    void refusesDeniedHostsBeforeAskingForThem() throws Exception {
        names.with("www.bad.test", 60, "127.0.0.1");
        try (DialKit kit = new DialKit(settings.withDenied(HostPattern.parse("*.bad.test")))) {
            assertThat(kit.refused("www.bad.test", server.getLocalPort())).contains("*.bad.test");
            assertThat(names.asked("www.bad.test")).isZero();
        }
    }

    @Test
    void handsOverAConnectionThatItsServerResetAtOnce() throws Exception {
        try (DialKit kit = new DialKit(settings)) {
            Thread resetter = new Thread(() -> {
                try {
                    while (true) {
                        Socket accepted = server.accept();
                        accepted.setSoLinger(true, 0);
                        accepted.close();
                    }
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            resetter.start();
            int reached = 0;
            for (int i = 0; i < 200; i++) {
                Dialed dialed = kit.dial("127.0.0.1", server.getLocalPort());
                if (dialed instanceof Dialed.Reached connection) {
                    reached++;
                    connection.channel().close();
                } else {
                    // Who loses each race is refused; there is a way to that server, so it is never called unreachable.
                    assertThat(dialed.reach()).isInstanceOfSatisfying(Reach.Failed.class,
                            failed -> assertThat(failed.failure()).isEqualTo(Reach.Failure.REFUSED));
                }
            }
            assertThat(reached).as("of 200").isPositive();
        }
    }

    @Test
    void stopsWhenNobodyWaitsAnyMore() throws Exception {
        int port = server.getLocalPort();
        try (BlackHole hole = new BlackHole("127.0.0.4", port); DialKit kit = new DialKit(settings)) {
            Future<Dialed> dialing = kit.dialer.dial(new Destination("127.0.0.4", port), kit.loop);
            kit.loop.submit(() -> {
            }).sync();
            dialing.cancel(false);
            assertThat(hole.newConnections()).isZero();
        }
    }

    /** An address and port whose SYNs nobody answers: a listener whose queue is full. */
    private static final class BlackHole implements AutoCloseable {
        private final ServerSocket listener;
        private final List<Socket> fillers = new ArrayList<>();

        BlackHole(String address, int port) throws IOException {
            listener = new ServerSocket(port, 1, InetAddress.getByName(address));
            while (fillers.size() < 10) {
                Socket filler = new Socket();
                try {
                    filler.connect(listener.getLocalSocketAddress(), 300);
                    fillers.add(filler);
                } catch (SocketTimeoutException full) {
                    filler.close();
                    return;
                }
            }
            throw new AssertionError("the listener's queue does not fill");
        }

        /** Connections that come when the queue has room again: a SYN is repeated after a second. */
        int newConnections() throws IOException {
            for (int i = 0; i < fillers.size(); i++) {
                listener.accept().close();
            }
            listener.setSoTimeout(1_500);
            int count = 0;
            try {
                while (true) {
                    listener.accept().close();
                    count++;
                }
            } catch (SocketTimeoutException none) {
                return count;
            }
        }

        @Override
        public void close() throws IOException {
            for (Socket filler : fillers) {
                filler.close();
            }
            listener.close();
        }
    }
}
