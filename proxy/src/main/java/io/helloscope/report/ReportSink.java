package io.helloscope.report;

/**
 * Takes reports and incidents as they are made and as they change; called by one thread. What it throws is counted and logged once.
 * Each sink takes what it is made for; nothing is done with the rest.
 */
public interface ReportSink {
    /** A report was written ({@code settled} false) or completed. */
    default void report(ConnectionReport report) {
    }

    /**
     * A report is final: its connection has ended and the time in which it could have recovered is over. Called once for each;
     * counters and alerts count here.
     */
    default void concluded(ConnectionReport report) {
    }

    /** An incident began, grew or was completed. */
    default void incident(Incident incident) {
    }

    /** An incident turned out to be none (its connections recovered); its reports come again through {@link #report}. */
    default void withdrawn(String incidentId) {
    }
}
