package io.helloscope.app;

import io.helloscope.report.ConnectionReport;
import io.helloscope.report.Incident;
import io.helloscope.report.ReportSink;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands reports to every sink; one that throws does not keep them from the others, and is told once. */
final class Sinks implements ReportSink {
    private static final Logger LOG = LoggerFactory.getLogger(Sinks.class);

    private final List<ReportSink> sinks;
    private boolean told;

    Sinks(List<ReportSink> sinks) {
        this.sinks = List.copyOf(sinks);
    }

    @Override
    public void report(ConnectionReport report) {
        each(sink -> sink.report(report));
    }

    @Override
    public void concluded(ConnectionReport report) {
        each(sink -> sink.concluded(report));
    }

    @Override
    public void incident(Incident incident) {
        each(sink -> sink.incident(incident));
    }

    @Override
    public void withdrawn(String incidentId) {
        each(sink -> sink.withdrawn(incidentId));
    }

    private void each(Consumer<ReportSink> step) {
        for (ReportSink sink : sinks) {
            try {
                step.accept(sink);
            } catch (RuntimeException bug) {
                if (!told) {
                    told = true;
                    LOG.error("{} did not take a report; this is a bug of Helloscope (told once)", sink.getClass().getSimpleName(), bug);
                }
            }
        }
    }
}
