package io.helloscope.x509;

import io.helloscope.bytes.Bytes;
import org.bouncycastle.asn1.x509.Certificate;

/** Servers show the same few certificates again and again: what was read and checked of the last ones is kept. */
final class KnownCertificates {
    private static final int MOST = 2048;
    /** Larger ones are read anew each time: a peer shall not fill the memory with them. */
    private static final int LARGEST = 4 * 1024;

    private static final Remembered<Bytes, ParsedCertificate> PARSED = new Remembered<>(MOST);
    private static final Remembered<String, Certificate> ASN1 = new Remembered<>(MOST);
    private static final Remembered<Signature, SignatureCheck.Result> SIGNATURES = new Remembered<>(8 * MOST);

    /** One certificate and the one whose key may have signed it, by their SHA-256. */
    private record Signature(String signed, String signer) {
    }

    private KnownCertificates() {
    }

    static ParsedCertificate parse(Bytes der) {
        if (der.length() > LARGEST) {
            return CertificateReader.read(der);
        }
        return PARSED.of(der).orElseGet(() -> {
            // A copy, since this may be a part of a whole message.
            Bytes own = Bytes.of(der.toArray());
            return PARSED.put(own, CertificateReader.read(own));
        });
    }

    static Certificate asn1(CertificateFacts facts) {
        if (facts.der().length() > LARGEST) {
            return Certificate.getInstance(facts.der().toArray());
        }
        return ASN1.of(facts.sha256()).orElseGet(() -> ASN1.put(facts.sha256(), Certificate.getInstance(facts.der().toArray())));
    }

    static SignatureCheck.Result signature(Link signed, Link signer) {
        Signature asked = new Signature(signed.facts().sha256(), signer.facts().sha256());
        return SIGNATURES.of(asked)
                .orElseGet(() -> SIGNATURES.put(asked, SignatureCheck.check(signed.asn1(), signer.asn1().getSubjectPublicKeyInfo())));
    }
}
