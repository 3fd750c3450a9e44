package io.helloscope.x509;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x509.DSAParameter;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X962Parameters;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Kind and size of a public key. */
final class KeyReader {
    private KeyReader() {
    }

    static PublicKeyFacts read(SubjectPublicKeyInfo info) {
        ASN1ObjectIdentifier algorithm = info.getAlgorithm().getAlgorithm();
        try {
            return read(algorithm, info);
        } catch (RuntimeException | IOException e) {
            return new PublicKeyFacts(algorithm.getId(), 0, "");
        }
    }

    private static PublicKeyFacts read(ASN1ObjectIdentifier algorithm, SubjectPublicKeyInfo info) throws IOException {
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption) || algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            return new PublicKeyFacts("RSA", RSAPublicKey.getInstance(info.parsePublicKey()).getModulus().bitLength(), "");
        }
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return curve(X962Parameters.getInstance(info.getAlgorithm().getParameters()));
        }
        if (algorithm.equals(EdECObjectIdentifiers.id_Ed25519)) {
            return new PublicKeyFacts("Ed25519", 256, "");
        }
        if (algorithm.equals(EdECObjectIdentifiers.id_Ed448)) {
            return new PublicKeyFacts("Ed448", 456, "");
        }
        if (algorithm.equals(X9ObjectIdentifiers.id_dsa)) {
            return new PublicKeyFacts("DSA", DSAParameter.getInstance(info.getAlgorithm().getParameters()).getP().bitLength(), "");
        }
        return new PublicKeyFacts(algorithm.getId(), 0, "");
    }

    private static PublicKeyFacts curve(X962Parameters parameters) {
        if (!parameters.isNamedCurve()) {
            boolean explicit = !parameters.isImplicitlyCA();
            int bits = explicit ? X9ECParameters.getInstance(parameters.getParameters()).getCurve().getFieldSize() : 0;
            return new PublicKeyFacts("EC", bits, "");
        }
        ASN1ObjectIdentifier id = ASN1ObjectIdentifier.getInstance(parameters.getParameters());
        X9ECParameters known = ECNamedCurveTable.getByOID(id);
        String name = SECNamedCurves.getName(id);
        if (name == null) {
            name = ECNamedCurveTable.getName(id);
        }
        return new PublicKeyFacts("EC", known == null ? 0 : known.getCurve().getFieldSize(), name == null ? id.getId() : name);
    }
}
