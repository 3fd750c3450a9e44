package io.helloscope.app;

import io.helloscope.diagnose.Diagnosis;
import io.helloscope.report.ConnectionReport;
import io.helloscope.report.Escape;
import io.helloscope.report.ReportSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line in the program's own log for each failed connection, when nothing can undo it any more; those that recovered, and healthy
 * ones, at debug level.
 */
final class LogLines implements ReportSink {
    private static final Logger LOG = LoggerFactory.getLogger("io.helloscope.connections");

    @Override
    public void concluded(ConnectionReport report) {
        boolean failure = report.outcome() == ConnectionReport.Outcome.FAILURE;
        if (failure ? !LOG.isInfoEnabled() : !LOG.isDebugEnabled()) {
            return;
        }
        Diagnosis diagnosis = report.diagnosis();
        String line = "%s %s:%d %s (%s, %s) %s%s".formatted(report.id(), Escape.text(report.connection().destination().host(), 255),
                report.connection().destination().port(), diagnosis.cause().code(), diagnosis.confidence().code(), diagnosis.party().code(),
                report.connection().observation().history(),
                report.recovered() ? " recovered" : "");
        if (failure) {
            LOG.info(line);
        } else {
            LOG.debug(line);
        }
    }
}
