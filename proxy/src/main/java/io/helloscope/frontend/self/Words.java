package io.helloscope.frontend.self;

import io.helloscope.diagnose.Diagnosis;
import io.helloscope.report.Incident;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Party;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the page and the text for terminals say alike; nothing here is of a peer's making. */
final class Words {
    private Words() {
    }

    /** Who caused it, and how sure that is. */
    static String who(Diagnosis diagnosis) {
        return party(diagnosis.party()) + ", " + sure(diagnosis.confidence());
    }

    /** When it was seen last, how long ago, and how often. */
    static String when(Incident incident, Instant now) {
        String times = incident.count() > 1 ? ", " + incident.count() + " connections" : "";
        return incident.lastSeen().truncatedTo(ChronoUnit.SECONDS) + " (" + ago(Duration.between(incident.lastSeen(), now)) + ")" + times;
    }

    private static String ago(Duration since) {
        if (since.toMinutes() < 1) {
            return "less than a minute ago";
        }
        return since.toHours() < 1 ? since.toMinutes() + " min ago" : since.toHours() + " h ago";
    }

    private static String party(Party party) {
        return switch (party) {
            case CLIENT -> "the client or its settings";
            case CLIENT_SIDE_INTERCEPTOR -> "software on the client's machine that intercepts TLS";
            case NETWORK -> "the network between this proxy and the server";
            case PROXY -> "this proxy";
            case UPSTREAM_PROXY -> "the next proxy";
            case SERVER -> "the server, or a device that answers for it";
            case UNKNOWN -> "cannot be told";
        };
    }

    private static String sure(Confidence confidence) {
        return switch (confidence) {
            case CERTAIN -> "certain";
            case LIKELY -> "likely";
            case POSSIBLE -> "possible";
        };
    }

    /** The host of {@code host:port}, without brackets. */
    static String host(String address) {
        String host = address.substring(0, address.lastIndexOf(':'));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The port of {@code host:port}. */
    static String port(String address) {
        return address.substring(address.lastIndexOf(':') + 1);
    }
}
