package io.helloscope.config;

import io.helloscope.dial.DialSettings;
import io.helloscope.frontend.FrontendSettings;
import io.helloscope.journal.JournalSettings;
import io.helloscope.probe.triage.TriageSettings;
import io.helloscope.relay.RelaySettings;
import io.helloscope.relay.Transport;
import io.helloscope.report.ReportSettings;
import io.helloscope.store.HistorySettings;
import io.helloscope.web.WebSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Everything that can be set, validated.
 *
 * @param transport how sockets are driven
 * @param eventLoops threads that move bytes, 1 or more
 * @param drain how long open tunnels may go on after SIGTERM
 * @param frontend what clients meet
 * @param relay how tunnels are kept
 * @param dial how servers are reached
 * @param trust certificates that are known here
 * @param triage whether servers are asked again
 * @param overlays knowledge tables of the operator's own
 * @param web the dashboard
 * @param report incidents and recoveries
 * @param history what is kept of the past
 * @param journal the log of reports
 * @param logLevel of the program's own log
 * @param inspection what is wanted of inspection
 */
public record Settings(Transport transport, int eventLoops, Duration drain, FrontendSettings frontend, RelaySettings relay, DialSettings dial,
        TrustSettings trust, TriageSettings triage, List<Path> overlays, WebSettings web, ReportSettings report, HistorySettings history,
        JournalSettings journal, String logLevel, InspectionSettings inspection) {
    public Settings {
        overlays = List.copyOf(overlays);
    }

    /** The same with other ways to servers. */
    public Settings withDial(DialSettings other) {
        return new Settings(transport, eventLoops, drain, frontend, relay, other, trust, triage, overlays, web, report, history, journal, logLevel,
                inspection);
    }
}
