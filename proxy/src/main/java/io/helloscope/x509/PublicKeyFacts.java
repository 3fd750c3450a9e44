package io.helloscope.x509;

/**
 * The kind and size of a public key.
 *
 * @param algorithm {@code RSA}, {@code EC}, {@code Ed25519}, {@code Ed448}, {@code DSA}; a dotted identifier where it is another
 * @param bits of the modulus, the field or the prime; 0 where that is not known
 * @param curve such as {@code secp256r1}; empty where there is none
 */
public record PublicKeyFacts(String algorithm, int bits, String curve) {
    /** Whether today's clients refuse a key of this size. */
    public boolean isWeak() {
        return switch (algorithm) {
            case "RSA", "DSA" -> bits > 0 && bits < 2048;
            case "EC" -> bits > 0 && bits < 224;
            default -> false;
        };
    }

    /** Kind and size for people, such as {@code RSA 2048} or {@code EC secp256r1}. */
    @Override
    public String toString() {
        if (!curve.isEmpty()) {
            return algorithm + " " + curve;
        }
        return bits > 0 && !algorithm.startsWith("Ed") ? algorithm + " " + bits : algorithm;
    }
}
