package io.helloscope.frontend.connect;

import io.helloscope.dial.Dialer;
import io.helloscope.frontend.gate.ClientLimits;
import io.helloscope.frontend.gate.Gate;
import io.helloscope.relay.Relay;

/**
 * What leads from a client to a server.
 *
 * @param gate judges requests
 * @param limits bounds of requests
 * @param dialer reaches servers
 * @param relay joins clients with them
 * @param ledger tells of what never became a tunnel
 */
public record Ways(Gate gate, ClientLimits limits, Dialer dialer, Relay relay, Ledger ledger) {
}
