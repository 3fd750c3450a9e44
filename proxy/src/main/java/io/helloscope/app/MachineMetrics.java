package io.helloscope.app;

import io.helloscope.relay.Transport;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.EventLoopGroup;

/** Meters of the JVM, the process and Netty. */
final class MachineMetrics {
    /** The allocator's id is its hash code: at every start another one, and with it new series. There is but one allocator. */
    private static final MeterFilter WITHOUT_HASH_CODE = new MeterFilter() {
        @Override
        public Meter.Id map(Meter.Id id) {
            return id.getName().startsWith("netty.allocator.")
                    ? id.replaceTags(id.getTags().stream().filter(tag -> !tag.getKey().equals("id")).toList()) : id;
        }
    };

    private MachineMetrics() {
    }

    /** A registry for these and all other meters; its filters have to be there before the first of them. */
    static PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(WITHOUT_HASH_CODE);
        return registry;
    }

    /** Binds them; the collector's listener lives as long as the program. */
    @SuppressWarnings("resource")
    static void bind(MeterRegistry registry, EventLoopGroup loops, Transport transport) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmGcMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
            new NettyAllocatorMetrics(provider).bindTo(registry);
        }
        new NettyEventExecutorMetrics(loops).bindTo(registry);
        Gauge.builder("helloscope.transport", () -> 1).tag("transport", transport.code()).description("Which transport drives the sockets").register(registry);
    }
}
