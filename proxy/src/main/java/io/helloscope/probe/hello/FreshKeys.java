package io.helloscope.probe.hello;

import io.helloscope.bytes.Bytes;
import io.helloscope.tls.NamedGroup;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.agreement.DHStandardGroups;
import org.bouncycastle.crypto.generators.MLKEMKeyPairGenerator;
import org.bouncycastle.crypto.params.DHParameters;
import org.bouncycastle.crypto.params.MLKEMKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X448PrivateKeyParameters;
import org.bouncycastle.util.BigIntegers;

/**
 * Public keys for key shares, made anew and valid, since servers refuse what is not a point or is beyond the modulus. Their secrets
 * are forgotten: no handshake is ever finished with them.
 */
final class FreshKeys {
    private final SecureRandom random;

    FreshKeys(SecureRandom random) {
        this.random = random;
    }

    /** So many random bytes. */
    Bytes bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    /** A number from 0 to below this bound. */
    int number(int bound) {
        return random.nextInt(bound);
    }

    /**
     * A share of the same group and length. Reserved groups (RFC 8701) keep theirs; where no valid key of that length can be made,
     * because the group is unknown or the length wrong, it is random.
     */
    Share again(Share share) {
        if (share.group().isGrease() || share.key().isEmpty()) {
            return share;
        }
        return new Share(share.group(), key(share.group()).filter(key -> key.length() == share.key().length())
                .orElseGet(() -> bytes(share.key().length())));
    }

    /** A public key as a share of this group has it; empty where the group is unknown. */
    Optional<Bytes> key(NamedGroup group) {
        return switch (group.name()) {
            case "x25519" -> Optional.of(x25519());
            case "x448" -> Optional.of(Bytes.of(new X448PrivateKeyParameters(random).generatePublicKey().getEncoded()));
            case "ffdhe2048" -> Optional.of(finiteField(DHStandardGroups.rfc7919_ffdhe2048));
            case "ffdhe3072" -> Optional.of(finiteField(DHStandardGroups.rfc7919_ffdhe3072));
            case "ffdhe4096" -> Optional.of(finiteField(DHStandardGroups.rfc7919_ffdhe4096));
            case "ffdhe6144" -> Optional.of(finiteField(DHStandardGroups.rfc7919_ffdhe6144));
            case "ffdhe8192" -> Optional.of(finiteField(DHStandardGroups.rfc7919_ffdhe8192));
            case "MLKEM512" -> Optional.of(lattice(MLKEMParameters.ml_kem_512));
            case "MLKEM768" -> Optional.of(lattice(MLKEMParameters.ml_kem_768));
            case "MLKEM1024" -> Optional.of(lattice(MLKEMParameters.ml_kem_1024));
            // The lattice comes first with X25519, else last (RFC 10024); the drafts with Kyber have it last.
            case "X25519MLKEM768" -> Optional.of(join(lattice(MLKEMParameters.ml_kem_768), x25519()));
            case "X25519Kyber768Draft00" -> Optional.of(join(x25519(), lattice(MLKEMParameters.ml_kem_768)));
            case "SecP256r1MLKEM768", "SecP256r1Kyber768Draft00" -> hybrid("secp256r1", MLKEMParameters.ml_kem_768);
            case "SecP384r1MLKEM1024" -> hybrid("secp384r1", MLKEMParameters.ml_kem_1024);
            case "curveSM2MLKEM768" -> hybrid("sm2p256v1", MLKEMParameters.ml_kem_768);
            case "curveSM2" -> point("sm2p256v1");
            default -> point(group.name().replace("tls13", ""));
        };
    }

    /** A public key of X25519 (RFC 7748), 32 bytes. */
    Bytes x25519() {
        return Bytes.of(new X25519PrivateKeyParameters(random).generatePublicKey().getEncoded());
    }

    private Optional<Bytes> hybrid(String curve, MLKEMParameters lattice) {
        return point(curve).map(point -> join(point, lattice(lattice)));
    }

    /** An encapsulation key (FIPS 203), whose coefficients are below the modulus as servers check. */
    private Bytes lattice(MLKEMParameters parameters) {
        MLKEMKeyPairGenerator generator = new MLKEMKeyPairGenerator();
        generator.init(new MLKEMKeyGenerationParameters(random, parameters));
        return Bytes.of(((MLKEMPublicKeyParameters) generator.generateKeyPair().getPublic()).getEncoded());
    }

    /** An uncompressed point of a curve (RFC 8446 section 4.2.8.2). */
    private Optional<Bytes> point(String curve) {
        X9ECParameters parameters = ECNamedCurveTable.getByName(curve);
        if (parameters == null) {
            return Optional.empty();
        }
        BigInteger secret = BigIntegers.createRandomInRange(BigInteger.ONE, parameters.getN().subtract(BigInteger.ONE), random);
        return Optional.of(Bytes.of(parameters.getG().multiply(secret).normalize().getEncoded(false)));
    }

    /** A public value as long as the prime (RFC 8446 section 4.2.8.1). */
    private Bytes finiteField(DHParameters group) {
        BigInteger secret = new BigInteger(256, random).setBit(255);
        int length = (group.getP().bitLength() + 7) / 8;
        return Bytes.of(BigIntegers.asUnsignedByteArray(length, group.getG().modPow(secret, group.getP())));
    }

    private static Bytes join(Bytes first, Bytes second) {
        return new ByteWriter().bytes(first).bytes(second).written();
    }
}
