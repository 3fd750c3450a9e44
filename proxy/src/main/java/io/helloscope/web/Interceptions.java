package io.helloscope.web;

import java.util.List;
import java.util.Map;

/** What is known of what is between, as documents. */
public interface Interceptions {
    /** Nothing is known. */
    Interceptions NONE = new Interceptions() {
        @Override
        public List<Map<String, Object>> paths() {
            return List.of();
        }

        @Override
        public Map<String, Object> interception() {
            return Map.of();
        }
    };

    /** The ways to servers, with their verdicts and hosts. */
    List<Map<String, Object>> paths();

    /** Inspected hosts with the clients that take and refuse what they are shown, exemptions, drifts, and the lists behind the verdicts. */
    Map<String, Object> interception();
}
