package io.helloscope.frontend.self;

import io.helloscope.report.Recorded;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Party;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** What the page and the text for terminals say alike; nothing here is of a peer's making. */
final class Words {
    private Words() {
    }

    /** Where it happened, and its title. */
    static String what(Recorded incident) {
        return incident.text("destination.domain").orElse("") + ", port " + incident.number("destination.port").orElse(0) + ": "
                + incident.text("helloscope.title").orElse("");
    }

    /** Who caused it, and how sure that is. */
    static String who(Recorded incident) {
        return coded(Party.values(), Party::code, incident.text("helloscope.party")).map(Words::party).orElse(party(Party.UNKNOWN)) + ", "
                + coded(Confidence.values(), Confidence::code, incident.text("helloscope.confidence")).map(Words::sure).orElse(sure(Confidence.POSSIBLE));
    }

    private static <T> Optional<T> coded(T[] all, Function<T, String> code, Optional<String> word) {
        return word.flatMap(wanted -> Arrays.stream(all).filter(one -> code.apply(one).equals(wanted)).findFirst());
    }

    /** When it was seen last, how long ago, and how often. */
    static String when(Recorded incident, Instant now) {
        long count = incident.number("helloscope.reports.count").orElse(1);
        Instant last = incident.instant("helloscope.last_seen").orElse(now);
        return last.truncatedTo(ChronoUnit.SECONDS) + " (" + ago(Duration.between(last, now)) + ")" + (count > 1 ? ", " + count + " connections" : "");
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
