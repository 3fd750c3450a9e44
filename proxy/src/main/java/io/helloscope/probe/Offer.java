package io.helloscope.probe;

import java.util.Arrays;
import java.util.Vector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.crypto.TlsCrypto;

/** All that the handshake for the certificate can do, for servers that can little. Anonymous and pre-shared keys show no certificate. */
final class Offer {
    /** TLS 1.3; ECDHE, DHE and RSA with AES, ChaCha20, Camellia, ARIA and 3DES. */
    static final int[] CIPHER_SUITES = {0x1301, 0x1302, 0x1303, 0x1304, 0x1305,
        0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc0ac, 0xc0ad, 0xc0ae, 0xc0af, 0xc009, 0xc013, 0xc00a, 0xc014, 0xc023, 0xc027,
        0xc024, 0xc028, 0xc086, 0xc08a, 0xc087, 0xc08b, 0xc072, 0xc076, 0xc073, 0xc077, 0xc05c, 0xc060, 0xc05d, 0xc061, 0xc008, 0xc012,
        0x009e, 0x009f, 0xccaa, 0xc09e, 0xc09f, 0x0033, 0x0039, 0x0067, 0x006b, 0x0045, 0x0088, 0x00be, 0x00c4, 0x0016,
        0x00a2, 0x00a3, 0x0032, 0x0038, 0x0040, 0x006a, 0x0013,
        0x009c, 0x009d, 0xc09c, 0xc09d, 0xc0a0, 0xc0a1, 0x002f, 0x0035, 0x003c, 0x003d, 0x0041, 0x0084, 0x00ba, 0x00c0, 0xc050, 0xc051,
        0x000a};

    /** x25519, the curves of NIST, x448, Brainpool (TLS 1.2 and 1.3), secp256k1, small curves, finite fields. */
    private static final int[] GROUPS = {29, 23, 24, 25, 30, 26, 27, 28, 31, 32, 33, 22, 21, 19, 256, 257, 258, 259, 260};

    /** Hash and signature as two bytes (RFC 5246 section 7.4.1.4.1), in TLS 1.3 one number: ECDSA, EdDSA, PSS, Brainpool, RSA, SHA-1, DSA. */
    private static final int[] SIGNATURES = {0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b,
        0x081a, 0x081b, 0x081c, 0x0401, 0x0501, 0x0601, 0x0303, 0x0301, 0x0203, 0x0201, 0x0402, 0x0502, 0x0602, 0x0202};

    private Offer() {
    }

    static Vector<Integer> groups(TlsCrypto crypto) {
        return IntStream.of(GROUPS).filter(crypto::hasNamedGroup).boxed().collect(Collectors.toCollection(Vector::new));
    }

    static Vector<SignatureAndHashAlgorithm> signatureAlgorithms(TlsCrypto crypto) {
        return Arrays.stream(SIGNATURES).mapToObj(code -> SignatureAndHashAlgorithm.getInstance((short) (code >> 8), (short) (code & 0xff)))
                .filter(crypto::hasSignatureAndHashAlgorithm).collect(Collectors.toCollection(Vector::new));
    }
}
