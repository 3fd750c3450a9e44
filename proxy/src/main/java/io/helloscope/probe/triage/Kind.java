package io.helloscope.probe.triage;

import io.helloscope.diagnose.Diagnosis;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach;
import io.helloscope.tls.Ja4;
import io.helloscope.verdict.Cause;
import java.util.Optional;

/**
 * Failures that one set of answers explains: the same way to the same port, the same cause, and hellos that offer the same.
 *
 * @param nextProxy through which it was reached
 * @param hello JA4 of the client's; a server that cannot stand one client's hello may well stand another's
 */
record Kind(Destination destination, Optional<String> nextProxy, Cause cause, Optional<String> hello) {
    static Kind of(Connection connection, Diagnosis diagnosis) {
        Optional<String> nextProxy = connection.reach() instanceof Reach.Connected way ? way.nextProxy() : Optional.empty();
        return new Kind(connection.destination(), nextProxy, diagnosis.cause(),
                connection.observation().clientHello().flatMap(Ja4::of).map(Ja4::toString));
    }
}
