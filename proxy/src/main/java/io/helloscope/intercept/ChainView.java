package io.helloscope.intercept;

import io.helloscope.intercept.Interception.NamedProduct;
import io.helloscope.knowledge.InspectionProduct;
import io.helloscope.knowledge.OwnIssuer;
import io.helloscope.x509.CertificateFacts;
import io.helloscope.x509.SignedTimestamp;
import io.helloscope.x509.SignedTimestamp.Validity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one chain says by itself, read once.
 *
 * @param leaf the server's certificate
 * @param issuer the certificate of its issuer, where it was sent or is known from other chains
 * @param end where the chain leads to
 * @param issuerId what tells this issuer from others: its key, else its name and the key id that the leaf gives for it
 * @param issuerName for people
 * @param proofs of logging, however they came
 * @param product whose issuer's name the chain has
 * @param own whose own issuer's name it has
 */
record ChainView(CertificateFacts leaf, Optional<CertificateFacts> issuer, End end, String issuerId, String issuerName,
        List<SignedTimestamp> proofs, Optional<InspectionProduct> product, Optional<OwnIssuer> own) {
    /** Where a chain leads to. */
    enum End {
        /** To a public root. */
        PUBLIC,
        /** To a private root that the settings expect. */
        EXPECTED,
        /** To the organisation's own inspection CA. */
        INSPECTION,
        /** To a root that was sent and is neither. */
        PRIVATE,
        /** To an issuer that was not sent. */
        UNKNOWN
    }

    private static final Duration SHORT = Duration.ofDays(8);

    ChainView {
        proofs = List.copyOf(proofs);
    }

    /** Whether a log vouches for this very certificate. */
    boolean isLogged() {
        return proofs.stream().anyMatch(SignedTimestamp::isProof);
    }

    /** Whether it carries the proof of a known log that is not its own. */
    boolean hasCopiedProof() {
        return !isLogged() && proofs.stream().anyMatch(proof -> proof.validity() == Validity.INVALID);
    }

    /** Whether it carries proofs of which none can be checked here. */
    boolean hasUncheckedProof() {
        return !isLogged() && proofs.stream().anyMatch(proof -> proof.validity() == Validity.UNKNOWN_LOG || proof.validity() == Validity.NOT_CHECKED);
    }

    boolean isSelfSigned() {
        return leaf.selfIssued() && leaf.isSignedBy(leaf).orElse(false);
    }

    /** Whether its issuer signed it with the key that it certifies, and is another than itself by name. */
    boolean hasIssuersKey() {
        return !leaf.selfIssued() && (issuer.filter(ca -> ca.spkiSha256().equals(leaf.spkiSha256())).isPresent() || leaf.isSignedBy(leaf).orElse(false));
    }

    /** What shows that it was made in passing; empty where nothing does. */
    Optional<String> haste() {
        if (leaf.crlUrls().isEmpty() && leaf.ocspUrls().isEmpty()) {
            return Optional.of("The certificate names neither a revocation list nor OCSP; Windows tools that insist on revocation say"
                    + " CRYPT_E_NO_REVOCATION_CHECK to it.");
        }
        if (leaf.subject().commonName().isEmpty()) {
            return Optional.of("The certificate has no common name.");
        }
        if (leaf.subjectKeyId().isEmpty() && leaf.authorityKeyId().isEmpty()) {
            return Optional.of("The certificate has no key identifiers.");
        }
        return leaf.validity().compareTo(SHORT) <= 0 ? Optional.of("The certificate is valid for %d days only.".formatted(leaf.validity().toDays()))
                : Optional.empty();
    }

    /** The product, where the issuer's name tells one and not just that it is one. */
    Optional<NamedProduct> named() {
        return product.filter(found -> !isOwn() && !found.vendor().equals("unknown")).map(found -> new NamedProduct(found.id(), found.product()));
    }

    /** Whether it is of a kind that servers' owners bring along. */
    boolean isOwn() {
        return own.isPresent();
    }
}
