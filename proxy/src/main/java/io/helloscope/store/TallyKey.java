package io.helloscope.store;

import io.helloscope.report.ConnectionReport;
import io.helloscope.report.CountQuery;
import io.helloscope.report.Escape;
import io.helloscope.report.Facets;
import java.time.Duration;
import java.util.Locale;

/**
 * What connections are counted by.
 *
 * @param hour since 1970, in which they were opened
 * @param product who answered, where known; else empty
 */
record TallyKey(long hour, String host, String client, String outcome, String cause, String party, String product) {
    private static final int LONGEST_PRODUCT = 100;

    static TallyKey of(ConnectionReport report) {
        Facets facets = Facets.of(report);
        return new TallyKey(hour(facets.first().getEpochSecond()), facets.host(), facets.client(), report.outcome().name().toLowerCase(Locale.ROOT),
                facets.cause(), facets.party(), report.diagnosis().product().map(name -> Escape.text(name, LONGEST_PRODUCT)).orElse(""));
    }

    String by(CountQuery.By by) {
        return switch (by) {
            case CAUSE -> cause;
            case PARTY -> party;
            case PRODUCT -> product;
            case HOST -> host;
            case CLIENT -> client;
        };
    }

    static long hour(long epochSecond) {
        return Math.floorDiv(epochSecond, Duration.ofHours(1).toSeconds());
    }
}
