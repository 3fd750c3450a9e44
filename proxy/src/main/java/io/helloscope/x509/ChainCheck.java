package io.helloscope.x509;

import io.helloscope.bytes.Bytes;
import io.helloscope.x509.ChainFindings.Anchor;
import io.helloscope.x509.Finding.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Says what makes clients refuse a chain. It is no validator: it decides nothing for anybody, asks nobody about revocation,
 * and what it cannot check it does not hold against the chain.
 */
public final class ChainCheck {
    /** Longer chains are not looked at beyond this many certificates. */
    private static final int MOST_CERTIFICATES = 32;

    private final Optional<String> host;
    private final Instant now;
    private final TrustAnchors anchors;
    private final List<Finding> findings = new ArrayList<>();

    private ChainCheck(Optional<String> host, Instant now, TrustAnchors anchors) {
        this.host = host;
        this.now = now;
        this.anchors = anchors;
    }

    /**
     * Checks a chain.
     *
     * @param der the certificates as sent, the server's own first; the others may be in any order, too many or too few
     * @param host the name or IP address that the client asked for; empty where it is not known
     * @param now when the client saw it
     * @param anchors the roots that count
     */
    public static ChainFindings check(List<Bytes> der, String host, Instant now, TrustAnchors anchors) {
        return check(der, Optional.empty(), host, now, anchors);
    }

    /**
     * Checks a chain with the status that the server stapled to it.
     *
     * @param der the certificates as sent, the server's own first; the others may be in any order, too many or too few
     * @param stapled DER of an OCSPResponse (RFC 6960)
     * @param host the name or IP address that the client asked for; empty where it is not known
     * @param now when the client saw it
     * @param anchors the roots that count
     */
    public static ChainFindings check(List<Bytes> der, Optional<Bytes> stapled, String host, Instant now, TrustAnchors anchors) {
        List<ParsedCertificate> chain = der.stream().limit(MOST_CERTIFICATES).map(ParsedCertificate::parse).toList();
        return new ChainCheck(host.isEmpty() ? Optional.empty() : Optional.of(host), now, anchors).check(chain, stapled);
    }

    private ChainFindings check(List<ParsedCertificate> chain, Optional<Bytes> stapled) {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < chain.size(); i++) {
            int position = i;
            ParsedCertificate certificate = chain.get(i);
            certificate.facts().ifPresent(facts -> links.add(Link.of(position, facts)));
            if (certificate instanceof UnparsableCertificate damaged) {
                add(Problem.MALFORMED, position, true, "Certificate %d cannot be parsed: %s", position, damaged.reason());
            }
        }
        if (links.isEmpty() || links.get(0).position() != 0) {
            return new ChainFindings(chain, List.of(), Anchor.NOWHERE, Optional.empty(), findings);
        }
        PathFinder.Found path = new PathFinder(links, anchors).from(links.get(0));
        checkEnd(path);
        checkLeaf(links.get(0).facts(), path);
        stapled.ifPresent(status -> checkStatus(status, path));
        new PathRules(now, findings).check(path);
        findings.sort(Comparator.comparing(Finding::problem).thenComparing(Finding::position));
        return new ChainFindings(chain, path.links().stream().filter(Link::isSent).map(Link::position).toList(), path.anchor(),
                path.root().map(Link::facts), findings);
    }

    /** Where the path ends short of a root that counts. */
    private void checkEnd(PathFinder.Found path) {
        Link last = path.last();
        int position = path.lastSent().position();
        path.links().stream().filter(l -> !l.isSent()).findFirst().ifPresent(missing ->
                add(Problem.CHAIN_INCOMPLETE, position, true,
                        "The server did not send the intermediate certificate of %s, which is known from elsewhere.",
                        missing.facts().subject().display()));
        if (path.anchor() == Anchor.UNKNOWN_ROOT) {
            if (path.links().size() == 1) {
                add(Problem.SELF_SIGNED, 0, true, "The certificate of %s is signed by its own key.", last.facts().subject().display());
            } else {
                add(Problem.UNKNOWN_ISSUER, position, true, "The chain ends at the root %s, which is neither public nor among the extra roots.",
                        last.facts().subject().display());
            }
        } else if (path.anchor() == Anchor.NOWHERE && path.brokenSignature()) {
            add(Problem.SIGNATURE_INVALID, position, true, "The signature of %s was not made with the key of the issuer that was sent, %s.",
                    last.facts().subject().display(), last.facts().issuer().display());
        } else if (path.anchor() == Anchor.NOWHERE) {
            MissingIssuer.judge(last.facts(), anchors).addTo(findings, position);
        }
    }

    /** Clients ask about revocation only where they trust the issuer. */
    private void checkStatus(Bytes stapled, PathFinder.Found path) {
        boolean trusted = path.anchor() == Anchor.PUBLIC_ROOT || path.anchor() == Anchor.EXTRA_ROOT;
        Optional<Link> issuer = path.links().size() > 1 ? Optional.of(path.links().get(1)) : path.root();
        issuer.filter(any -> trusted).flatMap(signer -> StapledStatus.revoked(stapled, path.links().get(0), signer)).ifPresent(when ->
                add(Problem.REVOKED, 0, true, "The status that the server staples says that its certificate was revoked at %s.", when));
    }

    private void checkLeaf(CertificateFacts leaf, PathFinder.Found path) {
        host.filter(h -> !leaf.matchesHost(h)).ifPresent(h -> add(Problem.NAME_MISMATCH, 0, true, "%s", mismatch(leaf, h)));
        List<Link> issuers = new ArrayList<>(path.links().subList(1, path.links().size()));
        path.root().filter(r -> !path.links().contains(r)).ifPresent(issuers::add);
        NameConstraintCheck.violation(path.links().get(0), issuers).ifPresent(name ->
                add(Problem.NAME_CONSTRAINT, 0, true, "An issuer may not certify the name %s.", name));
        Duration longest = longestValidity(leaf.notBefore());
        if (path.anchor() == Anchor.PUBLIC_ROOT && leaf.validity().compareTo(longest) > 0) {
            add(Problem.VALIDITY_TOO_LONG, 0, true, "The certificate is valid for %d days; clients allow %d for one of that age.",
                    leaf.validity().toDays(), longest.toDays());
        }
    }

    private static String mismatch(CertificateFacts leaf, String host) {
        if (leaf.dnsNames().isEmpty() && leaf.ipAddresses().isEmpty()) {
            return "The certificate has no alternative name for a host; clients do not look at its common name %s."
                    .formatted(leaf.subject().commonName());
        }
        String names = leaf.dnsNames().isEmpty() ? leaf.ipAddresses().size() + " IP addresses"
                : String.join(", ", leaf.dnsNames().subList(0, Math.min(5, leaf.dnsNames().size())));
        return "The certificate is for %s, not for %s.".formatted(names, host);
    }

    /** What Chromium and Apple allow certificates of public CAs, by the day they begin. */
    private static Duration longestValidity(Instant notBefore) {
        if (notBefore.isBefore(Instant.parse("2018-03-01T00:00:00Z"))) {
            return Duration.ofDays(39 * 31);
        }
        return Duration.ofDays(notBefore.isBefore(Instant.parse("2020-09-01T00:00:00Z")) ? 825 : 398);
    }

    private void add(Problem problem, int position, boolean certain, String text, Object... values) {
        findings.add(new Finding(problem, position, certain, text.formatted(values)));
    }
}
