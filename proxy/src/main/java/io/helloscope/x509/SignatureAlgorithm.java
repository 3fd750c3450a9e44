package io.helloscope.x509;

import java.util.Locale;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.DefaultAlgorithmNameFinder;

/**
 * What a certificate is signed with.
 *
 * @param name such as {@code SHA256WITHRSA}
 * @param digest such as {@code SHA256}; empty where the algorithm has it built in or is unknown
 */
record SignatureAlgorithm(String name, String digest) {
    static SignatureAlgorithm of(AlgorithmIdentifier algorithm) {
        DefaultAlgorithmNameFinder names = new DefaultAlgorithmNameFinder();
        if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            return pss(algorithm, names);
        }
        if (algorithm.getAlgorithm().equals(EdECObjectIdentifiers.id_Ed25519)) {
            return new SignatureAlgorithm("ED25519", "");
        }
        if (algorithm.getAlgorithm().equals(EdECObjectIdentifiers.id_Ed448)) {
            return new SignatureAlgorithm("ED448", "");
        }
        String name = names.getAlgorithmName(algorithm).toUpperCase(Locale.ROOT);
        int with = name.indexOf("WITH");
        return new SignatureAlgorithm(name, with < 0 ? "" : digest(name.substring(0, with), name.substring(with + "WITH".length())));
    }

    /** Older names put the key first: {@code ECDSAWITHSHA1}. */
    private static String digest(String before, String after) {
        return (before.endsWith("DSA") ? after : before).replace("-", "");
    }

    private static SignatureAlgorithm pss(AlgorithmIdentifier algorithm, DefaultAlgorithmNameFinder names) {
        try {
            // Absent parameters stand for SHA-1 (RFC 8017 appendix A.2.3).
            AlgorithmIdentifier hash = algorithm.getParameters() == null
                    ? new RSASSAPSSparams().getHashAlgorithm() : RSASSAPSSparams.getInstance(algorithm.getParameters()).getHashAlgorithm();
            String digest = names.getAlgorithmName(hash).toUpperCase(Locale.ROOT).replace("-", "");
            return new SignatureAlgorithm(digest + "WITHRSAANDMGF1", digest);
        } catch (RuntimeException e) {
            return new SignatureAlgorithm("RSASSA-PSS", "");
        }
    }

    /** Whether clients have stopped trusting the digest. */
    static boolean isWeakDigest(String digest) {
        return switch (digest) {
            case "MD2", "MD4", "MD5", "SHA1" -> true;
            default -> false;
        };
    }
}
