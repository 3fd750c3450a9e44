package io.helloscope.x509;

import org.bouncycastle.asn1.x509.Certificate;

/**
 * A certificate while a chain is checked.
 *
 * @param position in the chain as sent; {@link #NOT_SENT} for one from elsewhere
 * @param facts what it says
 * @param asn1 the same for the library
 */
record Link(int position, CertificateFacts facts, Certificate asn1) {
    static final int NOT_SENT = -1;

    static Link of(int position, CertificateFacts facts) {
        return new Link(position, facts, KnownCertificates.asn1(facts));
    }

    boolean isSent() {
        return position != NOT_SENT;
    }

    /** Whether it can have issued that one by name and key identifier; the signature is another question. */
    boolean isNamedBy(Link child) {
        if (!asn1.getSubject().equals(child.asn1.getIssuer())) {
            return false;
        }
        return child.facts.authorityKeyId().isEmpty() || facts.subjectKeyId().isEmpty()
                || child.facts.authorityKeyId().equals(facts.subjectKeyId());
    }

    SignatureCheck.Result signatureOn(Link child) {
        return KnownCertificates.signature(child, this);
    }

    /** Whether both are one CA: the same name and the same key, perhaps in a certificate made anew. */
    boolean isSameAuthority(Link other) {
        return facts.spkiSha256().equals(other.facts.spkiSha256()) && asn1.getSubject().equals(other.asn1.getSubject());
    }
}
