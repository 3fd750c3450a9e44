package io.helloscope.x509;

import io.helloscope.x509.Finding.Problem;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whether an issuer that was not sent is an intermediate that is missing or a root that nobody knows. The bytes seldom prove it:
 * this weighs names and addresses in the certificate.
 *
 * @param problem which of the two
 * @param text one sentence
 */
record MissingIssuer(Problem problem, String text) {
    private static final Pattern ROOT = Pattern.compile("\\broot\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern INTERMEDIATE =
            Pattern.compile("\\b(intermediate|issuing|subordinate|sub[- ]?ca|signing)\\b", Pattern.CASE_INSENSITIVE);

    static MissingIssuer judge(CertificateFacts last, TrustAnchors anchors) {
        DistinguishedName issuer = last.issuer();
        if (ROOT.matcher(issuer.commonName()).find()) {
            return unknown(last, "which calls itself a root and is neither public nor among the extra roots");
        }
        boolean relative = !issuer.organization().isEmpty()
                && anchors.extraRoots().stream().anyMatch(r -> r.subject().organization().equals(issuer.organization()));
        if (relative) {
            return missing(last, "an organisation that has a root among the extra roots");
        }
        if (!last.ca() && !last.issuerUrls().isEmpty()) {
            return missing(last, "whose certificate can be fetched from " + last.issuerUrls().get(0));
        }
        if (INTERMEDIATE.matcher(issuer.commonName()).find()) {
            return missing(last, "an intermediate by its name");
        }
        return unknown(last, "which was not sent and is neither public nor among the extra roots");
    }

    void addTo(List<Finding> findings, int position) {
        findings.add(new Finding(problem, position, false, text));
    }

    private static MissingIssuer missing(CertificateFacts last, String why) {
        return new MissingIssuer(Problem.CHAIN_INCOMPLETE,
                "The server did not send the certificate of the issuer %s, %s.".formatted(last.issuer().display(), why));
    }

    private static MissingIssuer unknown(CertificateFacts last, String why) {
        return new MissingIssuer(Problem.UNKNOWN_ISSUER, "The chain ends at the issuer %s, %s.".formatted(last.issuer().display(), why));
    }
}
