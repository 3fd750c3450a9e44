package io.helloscope.tls;

import io.helloscope.bytes.ByteReader;
import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.WireFormatException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a ServerKeyExchange of TLS 1.2 and older shows (RFC 8422 section 5.4, RFC 5246 section 7.4.3).
 *
 * @param group the named curve, in ECDHE
 * @param dhPrimeBits size of the prime, in DHE
 * @param signatureScheme what signs it, in TLS 1.2
 */
public record ServerKeyExchange(Optional<NamedGroup> group, OptionalInt dhPrimeBits, Optional<SignatureScheme> signatureScheme) {
    private static final int EXPLICIT_PRIME = 1;
    private static final int EXPLICIT_CHAR2 = 2;
    private static final int NAMED_CURVE = 3;
    private static final ServerKeyExchange NOTHING_KNOWN = new ServerKeyExchange(Optional.empty(), OptionalInt.empty(), Optional.empty());

    /**
     * Reads a handshake body without its four-byte header. Its form follows the chosen suite; of a suite that is no kind of
     * Diffie-Hellman nothing is read.
     */
    public static ServerKeyExchange parse(Bytes body, CipherSuite suite, ProtocolVersion version) throws WireFormatException {
        ByteReader reader = ByteReader.of(body, "ServerKeyExchange");
        KeyExchange exchange = suite.keyExchange();
        if (exchange != KeyExchange.ECDHE && exchange != KeyExchange.DHE) {
            return NOTHING_KNOWN;
        }
        String name = suite.name();
        boolean preShared = name.contains("PSK");
        if (preShared) {
            reader.bytes(reader.u16("psk_identity_hint"), "psk_identity_hint");
        }
        Optional<NamedGroup> group = Optional.empty();
        OptionalInt bits = OptionalInt.empty();
        if (exchange == KeyExchange.DHE) {
            bits = OptionalInt.of(finiteField(reader));
        } else {
            int curveType = reader.u8("curve_type");
            if (curveType == EXPLICIT_PRIME || curveType == EXPLICIT_CHAR2) {
                return NOTHING_KNOWN;
            }
            if (curveType != NAMED_CURVE) {
                throw reader.error("curve_type", curveType + " (expected: 1..3)");
            }
            group = Optional.of(NamedGroup.of(reader.u16("named_curve")));
            reader.bytes(reader.u8("public"), "public");
        }
        boolean signed = !preShared && !name.contains("_anon_");
        Optional<SignatureScheme> scheme = signed ? signature(reader, version) : Optional.empty();
        reader.finish();
        return new ServerKeyExchange(group, bits, scheme);
    }

    private static int finiteField(ByteReader reader) throws WireFormatException {
        Bytes prime = reader.bytes(reader.u16("dh_p"), "dh_p");
        reader.bytes(reader.u16("dh_g"), "dh_g");
        reader.bytes(reader.u16("dh_Ys"), "dh_Ys");
        for (int i = 0; i < prime.length(); i++) {
            if (prime.at(i) != 0) {
                return (prime.length() - i) * Byte.SIZE - (Integer.numberOfLeadingZeros(prime.at(i)) - (Integer.SIZE - Byte.SIZE));
            }
        }
        return 0;
    }

    private static Optional<SignatureScheme> signature(ByteReader reader, ProtocolVersion version) throws WireFormatException {
        Optional<SignatureScheme> scheme = version.isBefore(ProtocolVersion.TLS_1_2)
                ? Optional.empty() : Optional.of(SignatureScheme.of(reader.u16("algorithm")));
        reader.bytes(reader.u16("signature"), "signature");
        return scheme;
    }
}
