package io.helloscope.x509;

import io.helloscope.bytes.Bytes;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Time;

/** Reads the fields of one certificate. BouncyCastle throws unchecked exceptions of many kinds for damaged DER; they end here. */
final class CertificateReader {
    private CertificateReader() {
    }

    static ParsedCertificate read(Bytes der) {
        byte[] encoded = der.toArray();
        String sha256 = sha256(encoded);
        try {
            return facts(der, sha256, Certificate.getInstance(encoded));
        } catch (RuntimeException | StackOverflowError e) {
            String message = e.getMessage();
            return new UnparsableCertificate(der, sha256, message == null ? "not a certificate" : message);
        }
    }

    private static CertificateFacts facts(Bytes der, String sha256, Certificate certificate) {
        CertificateExtensions extensions = CertificateExtensions.of(certificate);
        SignatureAlgorithm signature = SignatureAlgorithm.of(certificate.getSignatureAlgorithm());
        if (!certificate.getSignatureAlgorithm().equals(certificate.getTBSCertificate().getSignature())) {
            extensions.flaws().add("two different signature algorithms");
        }
        return new CertificateFacts(der, sha256, sha256(encoded(certificate.getSubjectPublicKeyInfo())), name(certificate.getSubject()),
                name(certificate.getIssuer()), certificate.getSerialNumber().getValue(), instant(certificate.getStartDate()),
                instant(certificate.getEndDate()), extensions.dnsNames(), extensions.ipAddresses(), extensions.hasAlternativeNames(),
                extensions.isCa(), extensions.pathLength(), extensions.keyUsage(), extensions.extendedKeyUsage(), KeyReader.read(certificate.getSubjectPublicKeyInfo()),
                signature.name(), signature.digest(), extensions.subjectKeyId(), extensions.authorityKeyId(), extensions.ocspUrls(),
                extensions.issuerUrls(), extensions.crlUrls(), certificate.getSubject().equals(certificate.getIssuer()),
                extensions.embeddedScts(), extensions.flaws());
    }

    static byte[] encoded(ASN1Object object) {
        try {
            return object.getEncoded("DER");
        } catch (IOException e) {
            throw new IllegalStateException("cannot be written again", e);
        }
    }

    private static Instant instant(Time time) {
        return time.getDate().toInstant();
    }

    static DistinguishedName name(X500Name name) {
        return new DistinguishedName(part(name, BCStyle.CN), part(name, BCStyle.O), part(name, BCStyle.OU), text(name));
    }

    /** The most specific value stands last. */
    private static String part(X500Name name, ASN1ObjectIdentifier type) {
        String found = "";
        for (RDN rdn : name.getRDNs()) {
            for (AttributeTypeAndValue value : rdn.getTypesAndValues()) {
                if (value.getType().equals(type)) {
                    found = value.getValue() instanceof ASN1String string ? string.getString() : value.getValue().toString();
                }
            }
        }
        return found;
    }

    private static String text(X500Name name) {
        X500Name reversed = reversed(name);
        return BCStyle.INSTANCE.toString(reversed);
    }

    private static X500Name reversed(X500Name name) {
        RDN[] parts = name.getRDNs();
        RDN[] reversed = new RDN[parts.length];
        for (int i = 0; i < parts.length; i++) {
            reversed[parts.length - 1 - i] = parts[i];
        }
        return new X500Name(reversed);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
