package io.helloscope.probe.hello;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.tls.NamedGroup;
import java.security.SecureRandom;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreshKeysTest {
    private static final int MODULUS = 3329;
    private static final FreshKeys KEYS = new FreshKeys(new SecureRandom());

    /** Lengths of RFC 8446 section 4.2.8, RFC 7919, RFC 8734 and RFC 10024; of the drafts as they say. */
    @ParameterizedTest
    @CsvSource({"x25519,001d,32", "x448,001e,56", "secp256r1,0017,65", "secp384r1,0018,97", "secp521r1,0019,133",
            "brainpoolP256r1,001a,65", "brainpoolP512r1tls13,0021,129", "sect163k1,0001,43", "secp160k1,000f,41", "curveSM2,0029,65",
            "ffdhe2048,0100,256", "ffdhe8192,0104,1024", "MLKEM512,0200,800", "MLKEM768,0201,1184", "MLKEM1024,0202,1568",
            "X25519MLKEM768,11ec,1216", "SecP256r1MLKEM768,11eb,1249", "SecP384r1MLKEM1024,11ed,1665", "curveSM2MLKEM768,11ee,1249",
            "X25519Kyber768Draft00,6399,1216", "SecP256r1Kyber768Draft00,639a,1249"})
    void areAsLongAsTheGroupsSay(String name, String code, int length) {
        NamedGroup group = new NamedGroup(Integer.parseInt(code, 16));

        assertThat(group.name()).isEqualTo(name);
        assertThat(KEYS.key(group).orElseThrow().length()).isEqualTo(length);
        assertThat(KEYS.key(group)).isNotEqualTo(KEYS.key(group));
    }

    @ParameterizedTest
    @CsvSource({"11ec,0", "11eb,65", "6399,32", "0201,0"})
    void theCoefficientsOfALatticeAreBelowTheModulus(String code, int from) {
        Bytes key = KEYS.key(new NamedGroup(Integer.parseInt(code, 16))).orElseThrow();

        for (int i = from; i < from + 1152; i += 3) {
            assertThat(key.at(i) | (key.at(i + 1) & 0x0f) << 8).isLessThan(MODULUS);
            assertThat(key.at(i + 1) >> 4 | key.at(i + 2) << 4).isLessThan(MODULUS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1:0017", "secp384r1:0018", "secp521r1:0019", "brainpoolP384r1:001b"})
    void pointsLieOnTheirCurve(String curve) {
        String[] named = curve.split(":");
        Bytes key = KEYS.key(new NamedGroup(Integer.parseInt(named[1], 16))).orElseThrow();

        assertThat(ECNamedCurveTable.getByName(named[0]).getCurve().decodePoint(key.toArray()).isValid()).isTrue();
    }

    @Test
    void aShareOfAnUnknownGroupOrAWrongLengthIsRandomBytes() {
        Share unknown = new Share(new NamedGroup(0x4138), Bytes.of(new byte[1170]));
        Share wrong = new Share(NamedGroup.X25519, Bytes.of(new byte[31]));

        assertThat(KEYS.again(unknown).key().length()).isEqualTo(1170);
        assertThat(KEYS.again(unknown)).isNotEqualTo(unknown);
        assertThat(KEYS.again(wrong).key().length()).isEqualTo(31);
    }

    @Test
    void aReservedGroupKeepsItsShare() {
        Share reserved = new Share(new NamedGroup(0x1a1a), Bytes.of((byte) 0));

        assertThat(KEYS.again(reserved)).isEqualTo(reserved);
    }
}
