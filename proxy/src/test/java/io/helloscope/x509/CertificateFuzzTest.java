package io.helloscope.x509;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.helloscope.bytes.Bytes;
import io.helloscope.testing.CertificateMaker;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Repeats its seeds in a normal run, searches for more with JAZZER_FUZZ=1 in the environment. */
class CertificateFuzzTest {
    static Stream<byte[]> certificates() throws Exception {
        return Stream.of(CertificateMaker.server("shop.example").ip("192.0.2.7").issuerAt("http://ca.example/").crlAt("http://ca.example/").selfSigned(),
                CertificateMaker.authority("CN=Lab CA").permits("shop.example").pathLength(1).selfSigned()).map(i -> i.der().toArray());
    }

    @MethodSource("certificates")
    @FuzzTest(maxDuration = "20s")
    void anyBytesAreACertificateOrNone(byte[] bytes) {
        Bytes der = Bytes.of(bytes);

        assertThat(ParsedCertificate.parse(der).der()).isEqualTo(der);
        assertThat(ChainCheck.check(List.of(der, der), "shop.example", CertificateMaker.NOW, TrustAnchors.NONE).chain()).hasSize(2);
    }
}
