package io.helloscope.diagnose;

import io.helloscope.knowledge.CauseEntry;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Direction;
import io.helloscope.observe.Reach;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.Stage;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Phase;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What each client shows for a failure when it is not behind a proxy: the usual text of its cause, changed where details that were
 * seen change it.
 */
final class ErrorPrediction {
    static final String CHROMIUM = "chromium";
    static final String FIREFOX = "firefox";
    static final String CURL = "curl";
    static final String OPENSSL = "openssl";

    /** What the client objects to in the server's hello or flight. */
    private static final Set<Cause> OBJECTIONS = EnumSet.of(Cause.SERVER_VERSION_TOO_OLD, Cause.VERSION_NOT_OFFERED, Cause.PARAMETER_NOT_OFFERED,
            Cause.MALFORMED_SERVER_ANSWER, Cause.CLIENT_REJECTED_HANDSHAKE, Cause.SERVER_RECORDS_CORRUPTED, Cause.LEGACY_SIGNATURE_ALGORITHM,
            Cause.NO_COMMON_SIGNATURE_ALGORITHM, Cause.LEGACY_RENEGOTIATION);

    /** Intolerances of what only some clients send. */
    private static final Set<Cause> HELLO_OF_SOME = EnumSet.of(Cause.GREASE_INTOLERANCE, Cause.LARGE_HELLO_INTOLERANCE);

    private ErrorPrediction() {
    }

    /**
     * What a client shows depends on what came to it, not on what is found out afterwards; only the faults of a certificate, which it saw
     * and this program did not, have texts of their own.
     *
     * @param passive what the connection alone says
     * @param known the same in the light of what was asked
     */
    static Map<String, String> of(Case seen, Finding passive, Finding known) {
        CauseEntry row = seen.knowledge().cause(known.cause());
        if (passive.cause() == known.cause() || phase(known, row) == Phase.CERTIFICATE || phase(known, row) == Phase.ESTABLISHED) {
            return of(seen, known, row);
        }
        Map<String, String> errors = new HashMap<>(of(seen, passive, seen.knowledge().cause(passive.cause())));
        if (HELLO_OF_SOME.contains(known.cause())) {
            // Only clients whose hellos have that part fail, and the one that was seen to.
            errors.keySet().removeIf(client -> !row.clientErrors().containsKey(client) && !client.equals(kind(seen)));
        }
        return errors;
    }

    private static Phase phase(Finding finding, CauseEntry row) {
        return finding.phase().orElse(row.phase());
    }

    private static String kind(Case seen) {
        return seen.isAgent("Firefox/") ? FIREFOX : seen.isAgent("Chrome/") ? CHROMIUM : seen.isAgent("curl/") ? CURL : "";
    }

    private static Map<String, String> of(Case seen, Finding finding, CauseEntry row) {
        if (!row.failure() || seen.connection().arrival() == Arrival.HTTP) {
            // A plain http request that fails gets this proxy's own page, which names the fault.
            return Map.of();
        }
        Phase phase = phase(finding, row);
        boolean portalForProxy = phase == Phase.NETWORK && finding.cause() == Cause.CAPTIVE_PORTAL;
        Map<String, String> errors = new HashMap<>((portalForProxy ? seen.knowledge().cause(Cause.UPSTREAM_PROXY_FAILED) : row).clientErrors());
        switch (phase) {
            case NETWORK -> nextProxyStatus(seen).ifPresent(status -> errors.put(CURL, "(56) CONNECT tunnel failed, response " + status));
            case HANDSHAKE -> handshake(seen, finding.cause(), errors);
            case ESTABLISHED -> ChromiumErrors.afterHandshake(seen, finding.cause()).ifPresent(text -> errors.put(CHROMIUM, text));
            case CERTIFICATE -> finding.fault().flatMap(FirefoxErrors::ofCertificate).ifPresent(text -> errors.put(FIREFOX, text));
        }
        return errors;
    }

    private static Optional<Integer> nextProxyStatus(Case seen) {
        return seen.connection().reach() instanceof Reach.Failed failed
                ? failed.answer().filter(answer -> answer.status().isPresent()).map(answer -> answer.status().getAsInt()) : Optional.empty();
    }

    private static void handshake(Case seen, Cause cause, Map<String, String> errors) {
        Optional<SeenAlert> server = seen.fatalAlert(Direction.SERVER).filter(alert -> alert.alert().isPresent());
        if (seen.observation().serverExcerpt().length() > 0) {
            ChromiumErrors.ofPlainText(seen).ifPresent(text -> errors.put(CHROMIUM, text));
            FirefoxErrors.ofPlainText(seen).ifPresent(text -> errors.put(FIREFOX, text));
        } else if (server.isPresent()) {
            int code = server.get().alert().orElseThrow().description().code();
            boolean early = server.get().stage().compareTo(Stage.SERVER_HELLO) < 0;
            errors.put(CHROMIUM, ChromiumErrors.ofAlert(code, early, cause));
            errors.put(FIREFOX, FirefoxErrors.ofAlert(code, early));
            OpensslErrors.ofAlert(code).ifPresent(text -> {
                errors.put(CURL, text.curl());
                errors.put(OPENSSL, text.openssl());
            });
        } else if (OBJECTIONS.contains(cause)) {
            ChromiumErrors.ofObjection(seen, cause).ifPresent(text -> errors.put(CHROMIUM, text));
            FirefoxErrors.ofObjection(seen, cause).ifPresent(text -> errors.put(FIREFOX, text));
        }
    }
}
