package io.helloscope.frontend.connect;

import io.helloscope.dial.Dialer;
import io.helloscope.frontend.access.ClientLimits;
import io.helloscope.frontend.access.Gate;
import io.helloscope.relay.Relay;

/**
 * What serves all clients, whatever they speak.
 *
 * @param dialer reaches servers
 * @param relay joins tunnels
 * @param ledger tells what never became one
 * @param gate judges who may pass
 * @param limits how much clients may take
 */
public record House(Dialer dialer, Relay relay, Ledger ledger, Gate gate, ClientLimits limits) {
}
