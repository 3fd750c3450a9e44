package io.helloscope.x509;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.operator.ContentVerifier;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcContentVerifierProviderBuilder;
import org.bouncycastle.operator.bc.BcDefaultDigestProvider;
import org.bouncycastle.operator.bc.BcECContentVerifierProviderBuilder;
import org.bouncycastle.operator.bc.BcEdDSAContentVerifierProviderBuilder;
import org.bouncycastle.operator.bc.BcRSAContentVerifierProviderBuilder;

/** Whether one key signed something: a certificate, or what is about one. */
final class SignatureCheck {
    /** What came of it. */
    enum Result {
        /** The key made the signature. */
        VALID,
        /** It did not. */
        INVALID,
        /** An algorithm or a size that is not looked into. */
        NOT_CHECKED
    }

    /** A peer chooses the key: beyond this a check takes tens of milliseconds. */
    private static final int MOST_MODULUS_BITS = 8192;
    private static final int MOST_EXPONENT_BITS = 64;

    private SignatureCheck() {
    }

    static Result check(Certificate certificate, SubjectPublicKeyInfo key) {
        try {
            return check(certificate.getSignatureAlgorithm(), key, CertificateReader.encoded(certificate.getTBSCertificate()),
                    certificate.getSignature().getOctets());
        } catch (RuntimeException e) {
            return Result.NOT_CHECKED;
        }
    }

    static Result check(AlgorithmIdentifier algorithm, SubjectPublicKeyInfo key, byte[] signed, byte[] signature) {
        try {
            if (!fits(algorithm.getAlgorithm(), key)) {
                return Result.NOT_CHECKED;
            }
            boolean valid = algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)
                    ? verifyPss(algorithm, key, signed, signature) : verify(algorithm, key, signed, signature);
            return valid ? Result.VALID : Result.INVALID;
        } catch (OperatorCreationException | IOException e) {
            return Result.NOT_CHECKED;
        } catch (RuntimeException e) {
            // The library answers a signature or key that it cannot even decode with unchecked exceptions of many kinds.
            return Result.NOT_CHECKED;
        }
    }

    /** Whether the kind of signature goes with the kind of key, at a size whose check is cheap. */
    private static boolean fits(ASN1ObjectIdentifier signature, SubjectPublicKeyInfo key) throws IOException {
        ASN1ObjectIdentifier kind = key.getAlgorithm().getAlgorithm();
        if (kind.equals(PKCSObjectIdentifiers.rsaEncryption) || kind.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            RSAPublicKey rsa = RSAPublicKey.getInstance(key.parsePublicKey());
            BigInteger exponent = rsa.getPublicExponent();
            return signature.on(PKCSObjectIdentifiers.pkcs_1) && rsa.getModulus().bitLength() <= MOST_MODULUS_BITS
                    && exponent.bitLength() <= MOST_EXPONENT_BITS;
        }
        if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            // Curves written out by a peer can be made to cost anything.
            return signature.on(X9ObjectIdentifiers.id_ecSigType) && !KeyReader.read(key).curve().isEmpty();
        }
        return kind.equals(EdECObjectIdentifiers.id_Ed25519) && signature.equals(kind)
                || kind.equals(EdECObjectIdentifiers.id_Ed448) && signature.equals(kind);
    }

    private static boolean verify(AlgorithmIdentifier algorithm, SubjectPublicKeyInfo key, byte[] signed, byte[] signature)
            throws OperatorCreationException, IOException {
        ContentVerifier verifier = builder(algorithm.getAlgorithm()).build(parameters(key)).get(algorithm);
        try (OutputStream out = verifier.getOutputStream()) {
            out.write(signed);
        }
        return verifier.verify(signature);
    }

    /** The library would look for small factors of an RSA modulus and for a prime one, which takes 20 to 200 ms and is not asked here. */
    private static AsymmetricKeyParameter parameters(SubjectPublicKeyInfo key) throws IOException {
        if (key.getAlgorithm().getAlgorithm().on(PKCSObjectIdentifiers.pkcs_1)) {
            RSAPublicKey rsa = RSAPublicKey.getInstance(key.parsePublicKey());
            return new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent(), true);
        }
        return PublicKeyFactory.createKey(key);
    }

    private static BcContentVerifierProviderBuilder builder(ASN1ObjectIdentifier signature) {
        if (signature.on(PKCSObjectIdentifiers.pkcs_1)) {
            return new BcRSAContentVerifierProviderBuilder(new DefaultDigestAlgorithmIdentifierFinder());
        }
        return signature.on(X9ObjectIdentifiers.id_ecSigType)
                ? new BcECContentVerifierProviderBuilder(new DefaultDigestAlgorithmIdentifierFinder())
                : new BcEdDSAContentVerifierProviderBuilder();
    }

    private static boolean verifyPss(AlgorithmIdentifier algorithm, SubjectPublicKeyInfo key, byte[] signed, byte[] signature)
            throws OperatorCreationException, IOException {
        RSASSAPSSparams pss = RSASSAPSSparams.getInstance(algorithm.getParameters());
        Digest content = BcDefaultDigestProvider.INSTANCE.get(pss.getHashAlgorithm());
        Digest mask = BcDefaultDigestProvider.INSTANCE.get(AlgorithmIdentifier.getInstance(pss.getMaskGenAlgorithm().getParameters()));
        AsymmetricKeyParameter rsa = parameters(key);
        PSSSigner verifier = new PSSSigner(new RSABlindedEngine(), content, mask, pss.getSaltLength().intValueExact());
        verifier.init(false, rsa);
        verifier.update(signed, 0, signed.length);
        return verifier.verifySignature(signature);
    }
}
