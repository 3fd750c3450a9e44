package io.helloscope.report;

import io.helloscope.verdict.Cause;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Which causes are less specific forms of others. Of the tunnels of one page load one may see a server's whole answer and the next only
 * that it was gone: that is one fault, and the one that saw more tells it.
 */
final class Likeness {
    private static final Set<Cause> PLAINTEXT = EnumSet.of(Cause.SERVER_SPEAKS_HTTP, Cause.SERVER_SPEAKS_HTTP2_CLEARTEXT,
            Cause.SERVER_SPEAKS_OTHER_PROTOCOL, Cause.CAPTIVE_PORTAL, Cause.BLOCK_PAGE);
    private static final Set<Cause> INTOLERANCE = EnumSet.of(Cause.VERSION_INTOLERANCE, Cause.GREASE_INTOLERANCE,
            Cause.LARGE_HELLO_INTOLERANCE, Cause.EXTENSION_INTOLERANCE, Cause.PATH_MTU, Cause.ONE_ADDRESS_BROKEN);
    private static final Set<Cause> NOTHING_IN_COMMON = EnumSet.of(Cause.NO_COMMON_CIPHER, Cause.NO_COMMON_GROUP,
            Cause.NO_COMMON_SIGNATURE_ALGORITHM, Cause.CLIENT_VERSION_TOO_OLD);
    private static final Set<Cause> SERVER_OBJECTS = EnumSet.of(Cause.CLIENT_VERSION_TOO_OLD, Cause.INAPPROPRIATE_FALLBACK,
            Cause.NO_COMMON_PARAMETERS, Cause.UNRECOGNIZED_NAME, Cause.NO_APPLICATION_PROTOCOL, Cause.ACCESS_DENIED,
            Cause.SERVER_INTERNAL_ERROR, Cause.SERVER_REJECTED_HELLO, Cause.SERVER_DECLINED);
    private static final Set<Cause> CLIENT_OBJECTS = EnumSet.of(Cause.SERVER_VERSION_TOO_OLD, Cause.VERSION_NOT_OFFERED, Cause.DOWNGRADE_DETECTED,
            Cause.PARAMETER_NOT_OFFERED, Cause.WEAK_DH_PARAMETERS, Cause.MALFORMED_SERVER_ANSWER, Cause.SERVER_SIGNATURE_INVALID,
            Cause.SERVER_RECORDS_CORRUPTED, Cause.LEGACY_RENEGOTIATION, Cause.LEGACY_SIGNATURE_ALGORITHM, Cause.ECH_REQUIRED);
    private static final Set<Cause> CERTIFICATE = Arrays.stream(Cause.values())
            .filter(cause -> cause.name().startsWith("CERTIFICATE_") && cause != Cause.CERTIFICATE_REJECTED)
            .collect(java.util.stream.Collectors.toCollection(() -> EnumSet.of(Cause.INTERCEPTION_BLOCKED, Cause.CLIENT_CLOCK_WRONG)));
    private static final Set<Cause> CLIENT_CERTIFICATE = EnumSet.of(Cause.CLIENT_CERTIFICATE_REQUIRED, Cause.CLIENT_CERTIFICATE_REJECTED);

    private static final Map<Cause, Set<Cause>> FORMS = forms();

    private Likeness() {
    }

    private static Map<Cause, Set<Cause>> forms() {
        Map<Cause, Set<Cause>> forms = new EnumMap<>(Cause.class);
        Set<Cause> gone = EnumSet.of(Cause.CLOSED_BEFORE_HELLO, Cause.RESET_BEFORE_HELLO, Cause.CLOSED_AFTER_HELLO, Cause.RESET_AFTER_HELLO);
        Set<Cause> answers = union(PLAINTEXT, INTOLERANCE, NOTHING_IN_COMMON, SERVER_OBJECTS, EnumSet.of(Cause.NON_TLS_ANSWER));
        gone.forEach(cause -> forms.put(cause, union(answers, gone)));
        forms.put(Cause.NO_ANSWER_TO_HELLO, union(PLAINTEXT, INTOLERANCE, EnumSet.of(Cause.NON_TLS_ANSWER)));
        forms.put(Cause.NON_TLS_ANSWER, PLAINTEXT);
        forms.put(Cause.SERVER_REJECTED_HELLO, union(INTOLERANCE, NOTHING_IN_COMMON));
        forms.put(Cause.NO_COMMON_PARAMETERS, union(INTOLERANCE, NOTHING_IN_COMMON));
        forms.put(Cause.SERVER_VERSION_TOO_OLD, EnumSet.of(Cause.VERSION_INTOLERANCE, Cause.CLIENT_VERSION_TOO_OLD));
        forms.put(Cause.SERVER_INTERNAL_ERROR, INTOLERANCE);
        forms.put(Cause.CERTIFICATE_UNKNOWN_ISSUER, EnumSet.of(Cause.CERTIFICATE_CHAIN_INCOMPLETE, Cause.CERTIFICATE_REPLACED));
        Set<Cause> cut = EnumSet.of(Cause.CLOSED_DURING_HANDSHAKE, Cause.RESET_DURING_HANDSHAKE);
        cut.forEach(cause -> forms.put(cause, union(cut, INTOLERANCE, CLIENT_CERTIFICATE, CLIENT_OBJECTS)));
        forms.put(Cause.CLIENT_CERTIFICATE_REJECTED, EnumSet.of(Cause.CLIENT_CERTIFICATE_REQUIRED));
        forms.put(Cause.CLOSED_AFTER_HANDSHAKE, union(CLIENT_CERTIFICATE, EnumSet.of(Cause.RESET_AFTER_HANDSHAKE)));
        forms.put(Cause.RESET_AFTER_HANDSHAKE, union(CLIENT_CERTIFICATE, EnumSet.of(Cause.CLOSED_AFTER_HANDSHAKE)));
        forms.put(Cause.CERTIFICATE_REJECTED, union(CERTIFICATE, EnumSet.of(Cause.SERVER_SIGNATURE_INVALID, Cause.SERVER_RECORDS_CORRUPTED)));
        forms.put(Cause.CLIENT_REJECTED_HANDSHAKE, union(CLIENT_OBJECTS, CERTIFICATE, EnumSet.of(Cause.CERTIFICATE_REJECTED)));
        forms.put(Cause.CLIENT_CLOSED_DURING_HANDSHAKE, union(answers, CLIENT_OBJECTS, CERTIFICATE, CLIENT_CERTIFICATE, EnumSet.of(
                Cause.NO_ANSWER_TO_HELLO, Cause.STALLED_DURING_HANDSHAKE, Cause.CERTIFICATE_REJECTED, Cause.CLIENT_REJECTED_HANDSHAKE,
                Cause.SLOW_HANDSHAKE)));
        return forms;
    }

    @SafeVarargs
    private static Set<Cause> union(Set<Cause>... sets) {
        Set<Cause> all = EnumSet.noneOf(Cause.class);
        for (Set<Cause> set : sets) {
            all.addAll(set);
        }
        return all;
    }

    /** Whether this one is a less specific form of that one. */
    static boolean isVagueFormOf(Cause vague, Cause other) {
        return FORMS.getOrDefault(vague, Set.of()).contains(other);
    }

    /** Whether they can be the same fault. */
    static boolean alike(Cause one, Cause other) {
        return one == other || isVagueFormOf(one, other) || isVagueFormOf(other, one);
    }
}
