package io.helloscope.report;

import io.helloscope.observe.Connection;
import io.helloscope.observe.Reach;
import io.helloscope.observe.StepTimes;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long the steps of a connection took, nanoseconds; absent where a step did not happen.
 *
 * @param dns resolving the name
 * @param connect TCP
 * @param nextProxy asking the next proxy
 * @param hello from the client's first byte to its whole hello
 * @param answer from the hello to the server's first byte after it
 * @param handshake from the hello to the end of the handshake
 * @param total from the request to the end
 */
public record Timings(OptionalLong dns, OptionalLong connect, OptionalLong nextProxy, OptionalLong hello, OptionalLong answer,
        OptionalLong handshake, OptionalLong total) {
    /** Those of this connection. */
    public static Timings from(Connection connection) {
        Reach.DialTimes dial = dial(connection.reach());
        StepTimes times = connection.observation().times();
        OptionalLong total = connection.endedNanos().isPresent()
                ? OptionalLong.of(Math.max(0, connection.endedNanos().getAsLong() - connection.openedNanos())) : OptionalLong.empty();
        return new Timings(dial.dns(), dial.connect(), dial.nextProxy(), between(times.firstFromClient(), times.hello()),
                between(times.hello(), times.firstFromServer()), between(times.hello(), times.established()), total);
    }

    private static Reach.DialTimes dial(Reach reach) {
        if (reach instanceof Reach.Connected connected) {
            return connected.steps();
        }
        return reach instanceof Reach.Failed failed ? failed.steps() : Reach.DialTimes.NONE;
    }

    private static OptionalLong between(OptionalLong from, OptionalLong to) {
        return from.isPresent() && to.isPresent() && to.getAsLong() >= from.getAsLong()
                ? OptionalLong.of(to.getAsLong() - from.getAsLong()) : OptionalLong.empty();
    }

    /** In milliseconds, for the document. */
    static Node of(Connection connection) {
        Timings t = from(connection);
        return new Node().put("dns", millis(t.dns)).put("connect", millis(t.connect)).put("next_proxy", millis(t.nextProxy))
                .put("hello", millis(t.hello)).put("answer", millis(t.answer)).put("handshake", millis(t.handshake)).put("total", millis(t.total));
    }

    private static Optional<Double> millis(OptionalLong nanos) {
        return nanos.isPresent() ? Optional.of(nanos.getAsLong() / 1000 / 1000.0) : Optional.empty();
    }
}
