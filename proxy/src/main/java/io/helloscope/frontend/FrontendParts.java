package io.helloscope.frontend;

import io.helloscope.dial.Dialer;
import io.helloscope.relay.Relay;
import io.helloscope.relay.RelaySettings;
import io.helloscope.report.ConnectionSink;
import io.helloscope.report.Counters;
import io.helloscope.report.ReportHistory;
import java.util.function.Predicate;

/**
 * What the proxy works with.
 *
 * @param dialer reaches servers
 * @param relay joins tunnels
 * @param relaySettings for what follows an Upgrade of plain http, which makes no reports
 * @param sink where it tells what never became a tunnel, and plain http
 * @param counters what else it counts
 * @param history for the pages that show clients their own failures
 * @param portalCheckHost whether answers of this host tell of captive portals
 */
public record FrontendParts(Dialer dialer, Relay relay, RelaySettings relaySettings, ConnectionSink sink, Counters counters,
        ReportHistory history, Predicate<String> portalCheckHost) {
}
