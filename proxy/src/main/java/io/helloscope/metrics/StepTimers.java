package io.helloscope.metrics;

import io.helloscope.report.Timings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Histograms of the steps of a connection: from a millisecond, as in one house, to five minutes, as of a tunnel. */
final class StepTimers {
    private static final Duration[] BUCKETS = LongStream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000)
            .mapToObj(Duration::ofMillis).toArray(Duration[]::new);

    private final Timer dns;
    private final Timer connect;
    private final Timer nextProxy;
    private final Timer hello;
    private final Timer answer;
    private final Timer handshake;
    private final Timer total;

    StepTimers(MeterRegistry registry) {
        dns = timer(registry, "dns");
        connect = timer(registry, "connect");
        nextProxy = timer(registry, "next_proxy");
        hello = timer(registry, "hello");
        answer = timer(registry, "answer");
        handshake = timer(registry, "handshake");
        total = timer(registry, "total");
    }

    private static Timer timer(MeterRegistry registry, String step) {
        return Timer.builder("helloscope.step").tag("step", step).description("How long the steps of a connection took")
                .serviceLevelObjectives(BUCKETS).register(registry);
    }

    void record(Timings took) {
        record(dns, took.dns());
        record(connect, took.connect());
        record(nextProxy, took.nextProxy());
        record(hello, took.hello());
        record(answer, took.answer());
        record(handshake, took.handshake());
        record(total, took.total());
    }

    private static void record(Timer timer, OptionalLong nanos) {
        if (nanos.isPresent()) {
            timer.record(nanos.getAsLong(), TimeUnit.NANOSECONDS);
        }
    }
}
