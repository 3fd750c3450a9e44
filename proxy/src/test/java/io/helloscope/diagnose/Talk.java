package io.helloscope.diagnose;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Client;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Direction;
import io.helloscope.observe.HandshakeObserver;
import io.helloscope.observe.HelloDelivery;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Wire;
import io.helloscope.testing.CertificateMaker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One connection made up for a test: its bytes and ends, a hundredth of a second apart, go through the real observer. The client asks
 * for {@code server.test:443} with CONNECT unless told otherwise.
 */
final class Talk {
    static final String HOST = "server.test";

    private static final long STEP = Duration.ofMillis(10).toNanos();
    private static final long OPENED = Duration.ofSeconds(1000).toNanos();

    private final HandshakeObserver observer = new HandshakeObserver(ObserverLimits.DEFAULT);
    private long now = OPENED;
    private Arrival arrival = Arrival.CONNECT;
    private String host = HOST;
    private int port = 443;
    private Optional<String> userAgent = Optional.empty();
    private Reach reach = new Reach.Connected("192.0.2.1", 443, Optional.empty(), Reach.DialTimes.NONE);
    private Optional<Observation> unwatched = Optional.empty();
    private Optional<HelloDelivery> delivery = Optional.empty();

    private Talk() {
    }

    static Talk talk() {
        return new Talk();
    }

    Talk client(byte[]... parts) {
        return say(Direction.CLIENT, parts);
    }

    Talk server(byte[]... parts) {
        return say(Direction.SERVER, parts);
    }

    private Talk say(Direction sender, byte[]... parts) {
        now += STEP;
        observer.bytes(sender, ByteBuffer.wrap(Wire.join(parts)), now);
        return this;
    }

    /** Nothing happens for so long. */
    Talk seconds(long silent) {
        now += Duration.ofSeconds(silent).toNanos();
        return this;
    }

    Talk clientCloses() {
        return closes(Direction.CLIENT, CloseKind.FIN);
    }

    Talk clientResets() {
        return closes(Direction.CLIENT, CloseKind.RESET);
    }

    Talk serverCloses() {
        return closes(Direction.SERVER, CloseKind.FIN);
    }

    Talk serverResets() {
        return closes(Direction.SERVER, CloseKind.RESET);
    }

    Talk proxyGivesUp() {
        return ends(Optional.empty(), CloseKind.TIMEOUT);
    }

    Talk closes(Direction side, CloseKind kind) {
        return ends(Optional.of(side), kind);
    }

    /** This proxy is stopped, say. */
    Talk proxyCloses() {
        return ends(Optional.empty(), CloseKind.FIN);
    }

    private Talk ends(Optional<Direction> by, CloseKind kind) {
        now += STEP;
        observer.closed(by, kind, now);
        return this;
    }

    Talk askedFor(String name) {
        host = name;
        return this;
    }

    Talk port(int number) {
        port = number;
        return this;
    }

    Talk arriving(Arrival how) {
        arrival = how;
        return this;
    }

    Talk from(String agent) {
        userAgent = Optional.of(agent);
        return this;
    }

    Talk delivered(HelloDelivery told) {
        delivery = Optional.of(told);
        return this;
    }

    Talk unwatched(Observation observation) {
        unwatched = Optional.of(observation);
        return this;
    }

    Talk reach(Reach how) {
        reach = how;
        return this;
    }

    /** Connected by way of this next proxy. */
    Talk through(String proxy) {
        return reach(new Reach.Connected("192.0.2.1", 443, Optional.of(proxy), Reach.DialTimes.NONE));
    }

    Talk refused(Reach.Refusal refusal) {
        return reach(new Reach.Refused(refusal, "A rule says so."));
    }

    Talk failed(Reach.Failure failure) {
        return reach(new Reach.Failed(failure, Optional.of("192.0.2.1"), Optional.empty(), Optional.empty(), Reach.DialTimes.NONE));
    }

    /** The next proxy answered the request with this. */
    Talk nextProxy(Reach.Failure failure, String answer) {
        OptionalInt status = answer.startsWith("HTTP/1.") ? OptionalInt.of(Integer.parseInt(answer.substring(9, 12))) : OptionalInt.empty();
        return nextProxy(failure, new Reach.NextProxyAnswer(status, OptionalInt.empty(), Bytes.of(Wire.text(answer))));
    }

    /** The next proxy answered with a SOCKS5 reply. */
    Talk socksReply(int code) {
        return nextProxy(Reach.Failure.NEXT_PROXY_REFUSED, new Reach.NextProxyAnswer(OptionalInt.empty(), OptionalInt.of(code), Bytes.EMPTY));
    }

    private Talk nextProxy(Reach.Failure failure, Reach.NextProxyAnswer answer) {
        return reach(new Reach.Failed(failure, Optional.empty(), Optional.of("proxy.corp:8080"), Optional.of(answer), Reach.DialTimes.NONE));
    }

    /** As it stands, with nobody gone. */
    Connection open() {
        return connection(OptionalLong.empty());
    }

    /** After its end. */
    Connection over() {
        return connection(OptionalLong.of(now + STEP));
    }

    private Connection connection(OptionalLong ended) {
        return new Connection("0", CertificateMaker.NOW, OPENED, arrival, new Client("127.0.0.1", 50000, userAgent),
                new Destination(host, port), reach, unwatched.orElseGet(observer::snapshot), delivery, ended);
    }
}
