package io.helloscope.x509;

import io.helloscope.x509.Finding.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What a chain is worth.
 *
 * @param chain all certificates as sent, in their order
 * @param path positions of the certificates that lead from the leaf towards a root; others were sent without need
 * @param anchor where the path ends
 * @param root the root it ends at, where that was sent or is among the extra roots
 * @param findings what makes clients refuse it, the one they report first in front
 */
public record ChainFindings(List<ParsedCertificate> chain, List<Integer> path, Anchor anchor, Optional<CertificateFacts> root,
        List<Finding> findings) {
    /** Where a chain ends. */
    public enum Anchor {
        /** At a public root, told by its fingerprint or by the key identifier that a CA certificate of the chain names. */
        PUBLIC_ROOT,
        /** At one of the extra roots. */
        EXTRA_ROOT,
        /** At a root that was sent and is not known. */
        UNKNOWN_ROOT,
        /** At an issuer that was not sent and is not known. */
        NOWHERE
    }

    public ChainFindings {
        chain = List.copyOf(chain);
        path = List.copyOf(path);
        findings = List.copyOf(findings);
    }

    /** The server's own certificate, where it can be parsed. */
    public Optional<CertificateFacts> leaf() {
        return chain.isEmpty() ? Optional.empty() : chain.get(0).facts();
    }

    /** Whether the chain leads to a public root. */
    public boolean reachesPublicRoot() {
        return anchor == Anchor.PUBLIC_ROOT;
    }

    /** Whether the chain leads to one of the extra roots. */
    public boolean reachesExtraRoot() {
        return anchor == Anchor.EXTRA_ROOT;
    }

    /** What clients report first; empty where nothing is wrong. */
    public Optional<Finding> first() {
        return findings.stream().findFirst();
    }

    /** The first finding of this kind. */
    public Optional<Finding> finding(Problem problem) {
        return findings.stream().filter(f -> f.problem() == problem).findFirst();
    }

    /** Whether this is among the findings. */
    public boolean has(Problem problem) {
        return finding(problem).isPresent();
    }

    /** Whether the certificates were sent in the order that RFC 5246 demands, each followed by its issuer, and nothing else. */
    public boolean inOrder() {
        for (int i = 0; i < path.size(); i++) {
            if (path.get(i) != i) {
                return false;
            }
        }
        return path.size() == chain.size();
    }
}
