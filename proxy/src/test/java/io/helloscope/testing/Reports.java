package io.helloscope.testing;

import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Diagnosis;
import io.helloscope.diagnose.Trust;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.knowledge.KnowledgeTables;
import io.helloscope.observe.Connection;
import io.helloscope.report.ConnectionReport;
import java.util.List;
import java.util.Optional;

/** Reports for tests, made by the real classifier from real connections. */
public final class Reports {
    /** The tables that come with the program. */
    public static final Knowledge KNOWLEDGE = KnowledgeTables.load();
    private static final Classifier CLASSIFIER = new Classifier(KNOWLEDGE, Trust.NONE);

    private Reports() {
    }

    /** The report of this connection by itself. */
    public static ConnectionReport of(Connection connection) {
        Diagnosis diagnosis = CLASSIFIER.diagnose(connection, connection.openedAt());
        return new ConnectionReport(connection, List.of(), diagnosis, diagnosis.failure() ? ConnectionReport.Outcome.FAILURE : ConnectionReport.Outcome.SUCCESS,
                connection.ended(), false, Optional.empty());
    }
}
