package io.helloscope.x509;

import io.helloscope.x509.ChainFindings.Anchor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the way from a leaf to a root among certificates in any order, with some too many or too few. Of several ways the first
 * that ends at a root that counts is taken, else the longest.
 */
final class PathFinder {
    private static final int MOST_DEEP = 10;
    /** Bounds the work for chains made to have very many ways. */
    private static final int MOST_STEPS = 100;

    /**
     * One way.
     *
     * @param links from the leaf on; the root last where it was sent
     * @param anchor where it ends
     * @param root the root, where it is at hand
     * @param brokenSignature whether an issuer by name was sent whose key did not sign the last link
     */
    record Found(List<Link> links, Anchor anchor, Optional<Link> root, boolean brokenSignature) {
        Link last() {
            return links.get(links.size() - 1);
        }

        /** The last one before the first that was not sent. */
        Link lastSent() {
            return links.stream().takeWhile(Link::isSent).reduce((a, b) -> b).orElseThrow();
        }

        private boolean betterThan(Found other) {
            return counts() != other.counts() ? counts() : links.size() > other.links.size();
        }

        private boolean counts() {
            return anchor == Anchor.PUBLIC_ROOT || anchor == Anchor.EXTRA_ROOT;
        }
    }

    private final TrustAnchors anchors;
    private final List<Link> sent;
    private final List<Link> extraRoots;
    private int steps;

    PathFinder(List<Link> sent, TrustAnchors anchors) {
        this.sent = sent;
        this.anchors = anchors;
        this.extraRoots = anchors.extraRoots().stream().map(f -> Link.of(Link.NOT_SENT, f)).toList();
    }

    Found from(Link leaf) {
        return follow(List.of(leaf));
    }

    private Found follow(List<Link> path) {
        Link last = path.get(path.size() - 1);
        Optional<Found> end = end(path, last);
        if (end.isPresent()) {
            return end.get();
        }
        Found best = new Found(path, Anchor.NOWHERE, Optional.empty(), false);
        if (path.size() >= MOST_DEEP) {
            return best;
        }
        boolean broken = false;
        List<Link> issuers = new ArrayList<>(sent);
        // Of those from elsewhere there can be many: only those of the right name are opened.
        anchors.known().stream().filter(f -> f.subject().equals(last.facts().issuer()) && !isSent(f))
                .forEach(f -> issuers.add(Link.of(Link.NOT_SENT, f)));
        for (Link issuer : issuers) {
            if (steps >= MOST_STEPS || path.contains(issuer) || !issuer.isNamedBy(last)) {
                continue;
            }
            steps++;
            if (issuer.signatureOn(last) == SignatureCheck.Result.INVALID) {
                broken |= issuer.isSent();
                continue;
            }
            List<Link> longer = new ArrayList<>(path);
            longer.add(issuer);
            Found found = follow(longer);
            if (found.counts()) {
                return found;
            }
            best = found.betterThan(best) ? found : best;
        }
        return best.links().size() == path.size() ? new Found(path, best.anchor(), best.root(), broken) : best;
    }

    private boolean isSent(CertificateFacts certificate) {
        return sent.stream().anyMatch(l -> l.facts().sha256().equals(certificate.sha256()));
    }

    /** The end of the path, where its last link is a root or was signed by one that is at hand. */
    private Optional<Found> end(List<Link> path, Link last) {
        for (Link root : extraRoots) {
            if (root.isSameAuthority(last) || root.isNamedBy(last) && root.signatureOn(last) != SignatureCheck.Result.INVALID) {
                return Optional.of(new Found(path, Anchor.EXTRA_ROOT, Optional.of(root), false));
            }
        }
        if (anchors.publicRoot().test(last.facts().sha256())) {
            return Optional.of(new Found(path, Anchor.PUBLIC_ROOT, Optional.of(last), false));
        }
        // Of a leaf this says nothing: public roots sign no leaves, and whoever forges one may copy the field.
        boolean intermediate = path.size() > 1 && last.facts().ca() && !last.facts().selfIssued();
        if (intermediate && last.facts().authorityKeyId().filter(anchors.publicRootKeyId()).isPresent()) {
            return Optional.of(new Found(path, Anchor.PUBLIC_ROOT, Optional.empty(), false));
        }
        if (last.facts().selfIssued() && last.signatureOn(last) != SignatureCheck.Result.INVALID) {
            return Optional.of(new Found(path, Anchor.UNKNOWN_ROOT, Optional.of(last), false));
        }
        return Optional.empty();
    }
}
