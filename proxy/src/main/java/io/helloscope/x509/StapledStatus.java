package io.helloscope.x509;

import io.helloscope.bytes.Bytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.ocsp.RevokedInfo;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDefaultDigestProvider;

/** What an OCSP response that a server staples (RFC 6960) says of the server's own certificate. */
final class StapledStatus {
    private static final int SUCCESSFUL = 0;
    private static final int REVOKED = 1;
    /** Delegated responders that a response brings along; more are not looked at. */
    private static final int MOST_RESPONDERS = 4;

    private StapledStatus() {
    }

    /**
     * When it was revoked, as text; empty where the response does not say that it was, is about another certificate, or is not signed by
     * the issuer or by one whom the issuer lets sign.
     */
    static Optional<String> revoked(Bytes response, Link leaf, Link issuer) {
        try {
            OCSPResponse outer = OCSPResponse.getInstance(response.toArray());
            OCSPResponseStatus status = outer.getResponseStatus();
            if (status.getIntValue() != SUCCESSFUL || outer.getResponseBytes() == null
                    || !outer.getResponseBytes().getResponseType().equals(OCSPObjectIdentifiers.id_pkix_ocsp_basic)) {
                return Optional.empty();
            }
            BasicOCSPResponse basic = BasicOCSPResponse.getInstance(outer.getResponseBytes().getResponse().getOctets());
            return isSigned(basic, issuer) ? revoked(basic, leaf, issuer) : Optional.empty();
        } catch (IOException | OperatorCreationException | RuntimeException damaged) {
            // The library answers what it cannot decode with unchecked exceptions of many kinds.
            return Optional.empty();
        }
    }

    private static Optional<String> revoked(BasicOCSPResponse basic, Link leaf, Link issuer) throws IOException, OperatorCreationException {
        for (ASN1Encodable each : basic.getTbsResponseData().getResponses()) {
            SingleResponse single = SingleResponse.getInstance(each);
            if (single.getCertStatus().getTagNo() == REVOKED && isAbout(single.getCertID(), leaf, issuer)) {
                RevokedInfo info = RevokedInfo.getInstance(single.getCertStatus().getStatus());
                return Optional.of(info.getRevocationTime().getTimeString());
            }
        }
        return Optional.empty();
    }

    private static boolean isAbout(CertID id, Link leaf, Link issuer) throws IOException, OperatorCreationException {
        Digest digest = BcDefaultDigestProvider.INSTANCE.get(id.getHashAlgorithm());
        SubjectPublicKeyInfo key = issuer.asn1().getSubjectPublicKeyInfo();
        return id.getSerialNumber().getValue().equals(leaf.facts().serialNumber())
                && Arrays.equals(id.getIssuerNameHash().getOctets(), hash(digest, CertificateReader.encoded(issuer.asn1().getSubject())))
                && Arrays.equals(id.getIssuerKeyHash().getOctets(), hash(digest, key.getPublicKeyData().getOctets()));
    }

    private static byte[] hash(Digest digest, byte[] bytes) {
        digest.update(bytes, 0, bytes.length);
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        return hash;
    }

    private static boolean isSigned(BasicOCSPResponse basic, Link issuer) {
        Stream<Certificate> delegates = basic.getCerts() == null ? Stream.of() : certificates(basic.getCerts());
        return Stream.concat(Stream.of(issuer.asn1()), delegates.filter(delegate -> maySign(delegate, issuer))).anyMatch(signer ->
                SignatureCheck.check(basic.getSignatureAlgorithm(), signer.getSubjectPublicKeyInfo(),
                        CertificateReader.encoded(basic.getTbsResponseData()), basic.getSignature().getOctets()) == SignatureCheck.Result.VALID);
    }

    private static Stream<Certificate> certificates(ASN1Sequence sequence) {
        return Stream.of(sequence.toArray()).limit(MOST_RESPONDERS).map(Certificate::getInstance);
    }

    /** The issuer signed it, and for this purpose (RFC 6960 section 4.2.2.2). */
    private static boolean maySign(Certificate delegate, Link issuer) {
        if (delegate.getTBSCertificate().getExtensions() == null) {
            return false;
        }
        ASN1Object usage = ExtendedKeyUsage.fromExtensions(delegate.getTBSCertificate().getExtensions());
        return usage instanceof ExtendedKeyUsage purposes && purposes.hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning)
                && SignatureCheck.check(delegate, issuer.asn1().getSubjectPublicKeyInfo()) == SignatureCheck.Result.VALID;
    }
}
