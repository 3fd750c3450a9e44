package io.helloscope.web;

import com.linecorp.armeria.common.FlagsProvider;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.common.util.TlsEngineType;
import com.linecorp.armeria.common.util.TransportType;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Armeria without what a small server of plain HTTP does not need: no native transport to load, no OpenSSL to look for. System
 * properties still override it.
 */
public final class LeanArmeria implements FlagsProvider {
    @Override
    public int priority() {
        return 1;
    }

    @Override
    public TransportType transportType() {
        return TransportType.NIO;
    }

    @Override
    public TlsEngineType tlsEngineType() {
        return TlsEngineType.JDK;
    }

    /** Nobody is waited for who asked for the connection to be closed. */
    @Override
    public Long defaultHttp1ConnectionCloseDelayMillis() {
        return 0L;
    }

    @Override
    public Boolean dumpOpenSslInfo() {
        return false;
    }

    @Override
    public Boolean warnNettyVersions() {
        return false;
    }

    @Override
    public MeterRegistry meterRegistry() {
        return NoopMeterRegistry.get();
    }

    @Override
    public Boolean reportBlockedEventLoop() {
        return false;
    }
}
