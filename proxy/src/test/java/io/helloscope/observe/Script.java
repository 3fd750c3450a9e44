package io.helloscope.observe;

import static org.assertj.core.api.Assertions.assertThat;


import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/**
 * A conversation as a list of steps: {@code script().client(hello).server(alert(2, 40)).closed(SERVER, FIN).play()}. Playing it feeds an
 * observer step by step, then again one byte at a time, in random pieces, and with neighbouring steps of one side as one piece: what is
 * said must be the same each time.
 */
final class Script {
    private interface Step {
    }

    private record Say(Direction sender, byte[] bytes) implements Step {
    }

    private record Close(Optional<Direction> by, CloseKind kind) implements Step {
    }

    private final List<Step> steps = new ArrayList<>();
    private final ObserverLimits limits;

    private Script(ObserverLimits limits) {
        this.limits = limits;
    }

    static Script script() {
        return new Script(ObserverLimits.DEFAULT);
    }

    static Script script(ObserverLimits limits) {
        return new Script(limits);
    }

    Script client(byte[]... parts) {
        return say(Direction.CLIENT, parts);
    }

    Script server(byte[]... parts) {
        return say(Direction.SERVER, parts);
    }

    Script say(Direction sender, byte[]... parts) {
        steps.add(new Say(sender, Wire.join(parts)));
        return this;
    }

    Script closed(Direction by, CloseKind kind) {
        steps.add(new Close(Optional.of(by), kind));
        return this;
    }

    Script closedByProxy(CloseKind kind) {
        steps.add(new Close(Optional.empty(), kind));
        return this;
    }

    /** What is seen in the end, the same for every way to cut the bytes. */
    Observation play() {
        return watch().snapshot();
    }

    /** The observer in the end, after all ways of cutting the bytes were found to say the same. */
    HandshakeObserver watch() {
        HandshakeObserver whole = feed(this, Integer.MAX_VALUE, new Random(0), false);
        Observation expected = masked(whole.snapshot());
        compare(feed(this, 1, new Random(0), false), whole, expected);
        for (int seed = 1; seed <= 4; seed++) {
            compare(feed(this, 1 << seed * 3, new Random(seed), true), whole, expected);
        }
        compare(feed(merged(), Integer.MAX_VALUE, new Random(0), false), whole, expected);
        return whole;
    }

    private static void compare(HandshakeObserver other, HandshakeObserver whole, Observation expected) {
        assertThat(masked(other.snapshot())).isEqualTo(expected);
        assertThat(other.satisfied()).isEqualTo(whole.satisfied());
    }

    private static HandshakeObserver feed(Script script, int most, Random random, boolean anySize) {
        HandshakeObserver observer = new HandshakeObserver(script.limits);
        long nanos = 0;
        for (Step step : script.steps) {
            nanos += 1000;
            if (step instanceof Close close) {
                observer.closed(close.by(), close.kind(), nanos);
            } else if (step instanceof Say say) {
                for (int at = 0; at < say.bytes().length; ) {
                    int part = Math.min(anySize ? 1 + random.nextInt(most) : most, say.bytes().length - at);
                    ByteBuffer view = ByteBuffer.wrap(say.bytes(), at, part).asReadOnlyBuffer();
                    observer.bytes(say.sender(), view, nanos);
                    assertThat(view.position()).isEqualTo(at);
                    assertThat(view.limit()).isEqualTo(at + part);
                    at += part;
                }
            }
        }
        return observer;
    }

    private Script merged() {
        Script merged = new Script(limits);
        for (Step step : steps) {
            int end = merged.steps.size() - 1;
            if (step instanceof Say say && end >= 0 && merged.steps.get(end) instanceof Say before && before.sender() == say.sender()) {
                merged.steps.set(end, new Say(say.sender(), Wire.join(before.bytes(), say.bytes())));
            } else {
                merged.steps.add(step);
            }
        }
        return merged;
    }

    /** All bytes of one side. */
    byte[] bytesOf(Direction sender) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        steps.stream().filter(s -> s instanceof Say say && say.sender() == sender).forEach(s -> all.writeBytes(((Say) s).bytes()));
        return all.toByteArray();
    }

    /** How many bytes all steps have. */
    int length() {
        return steps.stream().mapToInt(s -> s instanceof Say say ? say.bytes().length : 0).sum();
    }

    /** The same conversation with one byte changed: the bits of the mask are flipped at this place, counted over both sides. */
    Script flipped(int place, int mask) {
        Script copy = new Script(limits);
        int at = place;
        for (Step step : steps) {
            if (step instanceof Say say) {
                byte[] bytes = say.bytes().clone();
                if (at >= 0 && at < bytes.length) {
                    bytes[at] ^= (byte) mask;
                }
                at -= bytes.length;
                copy.steps.add(new Say(say.sender(), bytes));
            } else {
                copy.steps.add(step);
            }
        }
        return copy;
    }

    /** The first bytes of the conversation, counted over both sides. */
    Script prefix(int length) {
        Script copy = new Script(limits);
        int left = length;
        for (Step step : steps) {
            if (step instanceof Say say && left > 0) {
                byte[] bytes = Arrays.copyOf(say.bytes(), Math.min(left, say.bytes().length));
                left -= bytes.length;
                copy.steps.add(new Say(say.sender(), bytes));
            }
        }
        return copy;
    }

    /** As the input of {@link ObserverFuzzTest}. */
    byte[] encoded() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Step step : steps) {
            if (step instanceof Say say) {
                for (int at = 0; at < say.bytes().length; at += 0xffff) {
                    byte[] part = Arrays.copyOfRange(say.bytes(), at, Math.min(say.bytes().length, at + 0xffff));
                    all.writeBytes(Wire.join(Wire.u8(say.sender().ordinal()), Wire.vector16(part)));
                }
            }
        }
        return all.toByteArray();
    }

    /** Feeds it once, step by step. */
    Observation once() {
        return feed(this, Integer.MAX_VALUE, new Random(0), false).snapshot();
    }

    static Observation masked(Observation o) {
        StepTimes times = new StepTimes(masked(o.times().firstFromClient()), masked(o.times().hello()), masked(o.times().firstFromServer()),
                masked(o.times().serverHello()), masked(o.times().established()), masked(o.times().lastFromClient()),
                masked(o.times().lastFromServer()));
        return new Observation(o.stage(), o.clientKind(), o.serverKind(), o.clientHello(), o.secondClientHello(), o.retryRequest(),
                o.serverHello(), o.certificates(), o.serverKeyExchange(), o.certificateRequest(), o.clientCertificate(), o.resumed(),
                o.alerts().stream().map(a -> new SeenAlert(a.sender(), a.alert(), a.stage(), 0)).toList(),
                o.records().stream().map(r -> new SeenRecord(r.sender(), r.type(), r.version(), r.length(), 0)).toList(), o.damage(),
                o.clientExcerpt(), o.serverExcerpt(), o.serverSpokeFirst(), o.history(), o.bytesFromClient(), o.bytesFromServer(),
                o.dataFromClient(), o.dataFromServer(), o.ends().stream().map(e -> new End(e.by(), e.kind(), 0)).toList(), times,
                o.startedBy());
    }

    private static OptionalLong masked(OptionalLong time) {
        return time.isPresent() ? OptionalLong.of(0) : time;
    }
}
