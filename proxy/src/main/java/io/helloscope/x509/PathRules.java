package io.helloscope.x509;

import io.helloscope.x509.CertificateFacts.KeyUsage;
import io.helloscope.x509.ChainFindings.Anchor;
import io.helloscope.x509.Finding.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What is asked of each certificate on the way from a leaf to its root. */
final class PathRules {
    private static final Set<KeyUsage> SERVING = Set.of(KeyUsage.DIGITAL_SIGNATURE, KeyUsage.KEY_ENCIPHERMENT, KeyUsage.KEY_AGREEMENT);

    private final Instant now;
    private final List<Finding> findings;

    PathRules(Instant now, List<Finding> findings) {
        this.now = now;
        this.findings = findings;
    }

    void check(PathFinder.Found path) {
        int depth = 0;
        for (Link link : path.links()) {
            // What was not sent cannot be blamed on the sender.
            if (link.isSent()) {
                check(link, depth, isRoot(link, path));
            }
            depth++;
        }
    }

    private static boolean isRoot(Link link, PathFinder.Found path) {
        boolean counts = path.anchor() == Anchor.EXTRA_ROOT || path.anchor() == Anchor.PUBLIC_ROOT;
        return counts && path.root().filter(r -> r.isSameAuthority(link)).isPresent();
    }

    private void check(Link link, int depth, boolean root) {
        CertificateFacts facts = link.facts();
        String name = facts.subject().display();
        facts.flaws().forEach(flaw -> add(Problem.MALFORMED, link, "The certificate of %s has %s.".formatted(name, flaw)));
        checkDates(link);
        if (depth > 0) {
            checkAuthority(link, depth);
        }
        if (root) {
            return;
        }
        if (!facts.allowsServerAuthentication()) {
            add(Problem.WRONG_PURPOSE, link, "The extended key usage of %s does not allow a TLS server.".formatted(name));
        } else if (depth == 0 && !facts.keyUsage().isEmpty() && facts.keyUsage().stream().noneMatch(SERVING::contains)) {
            add(Problem.WRONG_PURPOSE, link, "The key usage of %s allows neither signing nor key exchange.".formatted(name));
        }
        if (SignatureAlgorithm.isWeakDigest(facts.signatureDigest()) && !facts.selfIssued()) {
            add(Problem.WEAK_SIGNATURE, link, "The certificate of %s is signed over %s.".formatted(name, facts.signatureDigest()));
        }
        if (facts.publicKey().isWeak()) {
            add(Problem.WEAK_KEY, link, "The key of %s is short: %s.".formatted(name, facts.publicKey()));
        }
    }

    private void checkDates(Link link) {
        CertificateFacts facts = link.facts();
        if (facts.isExpired(now)) {
            add(Problem.EXPIRED, link, "The certificate of %s was valid until %s.".formatted(facts.subject().display(), facts.notAfter()));
        } else if (facts.isNotYetValid(now)) {
            add(Problem.NOT_YET_VALID, link, "The certificate of %s is valid from %s on.".formatted(facts.subject().display(), facts.notBefore()));
        }
    }

    private void checkAuthority(Link link, int depth) {
        CertificateFacts facts = link.facts();
        boolean signs = facts.keyUsage().isEmpty() || facts.keyUsage().contains(KeyUsage.KEY_CERT_SIGN);
        // Roots of the first version, which had no extensions, are CAs by being roots.
        boolean ancientRoot = facts.selfIssued() && link.asn1().getVersionNumber() < 3;
        if (!facts.ca() && !ancientRoot || !signs) {
            add(Problem.NOT_A_CA, link, "%s issued a certificate of the chain and is no CA.".formatted(facts.subject().display()));
        } else if (facts.pathLength().isPresent() && depth - 1 > facts.pathLength().getAsInt()) {
            add(Problem.NOT_A_CA, link, "%s allows %d CAs below itself, and there are %d.".formatted(facts.subject().display(),
                    facts.pathLength().getAsInt(), depth - 1));
        }
    }

    private void add(Problem problem, Link link, String text) {
        findings.add(new Finding(problem, link.position(), true, text));
    }
}
