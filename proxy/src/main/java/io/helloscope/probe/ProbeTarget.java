package io.helloscope.probe;

import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach;
import io.helloscope.tls.ClientHello;
import java.util.Optional;

/**
 * Whom to ask, and in whose manner.
 *
 * @param destination as the client asked for it; its host decides about next proxies and rules, and is the name in the questions
 *     where the hello has none
 * @param way the connection whose very address is asked again; empty: whatever address the name has
 * @param hello the client's, for the questions that repeat it
 */
public record ProbeTarget(Destination destination, Optional<Reach.Connected> way, Optional<ClientHello> hello) {
}
