package io.helloscope.x509;

import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/** Whether a leaf's names lie within what its issuers may certify (RFC 5280 section 4.2.1.10). */
final class NameConstraintCheck {
    private NameConstraintCheck() {
    }

    /** The first name that an issuer may not certify, as text; empty where there is none or it cannot be told. */
    static Optional<String> violation(Link leaf, List<Link> issuers) {
        try {
            PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
            boolean constrained = false;
            for (Link issuer : issuers) {
                Optional<NameConstraints> constraints = CertificateExtensions.of(issuer.asn1()).nameConstraints();
                constrained |= constraints.isPresent();
                constraints.ifPresent(c -> apply(c, validator));
            }
            return constrained ? violation(leaf, validator) : Optional.empty();
        } catch (RuntimeException e) {
            // Constraints that the library cannot process are reported as damage of their certificate, not of the leaf.
            return Optional.empty();
        }
    }

    private static void apply(NameConstraints constraints, PKIXNameConstraintValidator validator) {
        GeneralSubtree[] permitted = constraints.getPermittedSubtrees();
        if (permitted != null) {
            validator.intersectPermittedSubtree(permitted);
        }
        GeneralSubtree[] excluded = constraints.getExcludedSubtrees();
        if (excluded != null) {
            for (GeneralSubtree subtree : excluded) {
                validator.addExcludedSubtree(subtree);
            }
        }
    }

    private static Optional<String> violation(Link leaf, PKIXNameConstraintValidator validator) {
        try {
            validator.checkPermittedDN(leaf.asn1().getSubject());
            validator.checkExcludedDN(leaf.asn1().getSubject());
        } catch (NameConstraintValidatorException e) {
            return Optional.of(leaf.facts().subject().text());
        }
        GeneralNames names = GeneralNames.fromExtensions(leaf.asn1().getTBSCertificate().getExtensions(),
                Extension.subjectAlternativeName);
        if (names == null) {
            return Optional.empty();
        }
        for (GeneralName name : names.getNames()) {
            try {
                validator.checkPermitted(name);
                validator.checkExcluded(name);
            } catch (NameConstraintValidatorException e) {
                return Optional.of(name.getName().toString());
            }
        }
        return Optional.empty();
    }
}
