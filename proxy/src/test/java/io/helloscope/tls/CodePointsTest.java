package io.helloscope.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodePointsTest {
    @Test
    void numbersHaveTheirRegisteredNames() {
        assertThat(new CipherSuite(0x1301).name()).isEqualTo("TLS_AES_128_GCM_SHA256");
        assertThat(new ExtensionType(0xfe0d).name()).isEqualTo("encrypted_client_hello");
        assertThat(new NamedGroup(0x11ec).name()).isEqualTo("X25519MLKEM768");
        assertThat(new SignatureScheme(0x0804).name()).isEqualTo("rsa_pss_rsae_sha256");
        assertThat(new AlertDescription(40).name()).isEqualTo("handshake_failure");
        assertThat(new HandshakeType(25).name()).isEqualTo("compressed_certificate");
        assertThat(new ContentType(23).name()).isEqualTo("application_data");
    }

    @Test
    void unknownNumbersStayNumbers() {
        assertThat(new CipherSuite(0x1a2b).name()).isEqualTo("0x1a2b");
        assertThat(new ExtensionType(0xbeef).name()).isEqualTo("0xbeef");
        assertThat(new AlertDescription(199).name()).isEqualTo("unknown (199)");
        assertThat(new CipherSuite(0x1a2b).hex()).isEqualTo("0x1a2b");
        assertThat(new CipherSuite(0x010080).hex()).isEqualTo("0x010080");
    }

    @Test
    void registeredAndReservedNumbersHaveOneInstance() {
        for (int code : new int[] {0x1301, 0x0a0a, 0xfafa}) {
            assertThat(CipherSuite.of(code)).isSameAs(CipherSuite.of(code)).isEqualTo(new CipherSuite(code));
        }
        assertThat(CipherSuite.of(0x1a2b)).isEqualTo(new CipherSuite(0x1a2b));
        assertThat(ExtensionType.of(0)).isEqualTo(ExtensionType.SERVER_NAME);
    }

    @Test
    void exactlySixteenNumbersAreGrease() {
        int count = 0;
        for (int code = 0; code <= 0xffff; code++) {
            count += new NamedGroup(code).isGrease() ? 1 : 0;
        }
        assertThat(count).isEqualTo(16);
        assertThat(new CipherSuite(0x0a0a).isGrease()).isTrue();
        assertThat(new ExtensionType(0xfafa).isGrease()).isTrue();
        assertThat(new SignatureScheme(0x0a1a).isGrease()).isFalse();
        assertThat(new CipherSuite(0xdada).name()).isEqualTo("GREASE (0xdada)");
    }

    @ParameterizedTest
    @CsvSource({"cipher-suites.tsv,374", "extensions.tsv,75", "groups.tsv,58", "signature-schemes.tsv,59", "alerts.tsv,36",
        "handshake-types.tsv,26", "content-types.tsv,8"})
    void tablesAreComplete(String resource, int rows) {
        assertThat(CodePoints.load(resource).size()).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1301\tTLS_X", "13zz\tTLS_X\tRFC", "1301\t\tRFC", "1301\tA\tRFC\tmore"})
    void aDamagedRowIsNamedByFileAndLine(String row) {
        assertThatIllegalStateException().isThrownBy(() -> read("# head\n\n" + row + "\n")).withMessageStartingWith("names.tsv:3: ");
    }

    @Test
    void aNumberWithTwoRowsIsRefused() {
        assertThatIllegalStateException().isThrownBy(() -> read("0001\ta\tRFC\n0001\tb\tRFC\n"))
                .withMessage("names.tsv:2: 0001 has a row already");
    }

    @Test
    void anEmptyOrMissingTableIsRefused() {
        assertThatIllegalStateException().isThrownBy(() -> read("# nothing\n")).withMessage("names.tsv: no rows");
        assertThatIllegalStateException().isThrownBy(() -> CodePoints.load("absent.tsv")).withMessage("absent.tsv: missing");
    }

    private static CodePoints read(String text) throws IOException {
        return CodePoints.read("names.tsv", new StringReader(text));
    }

    @ParameterizedTest
    @CsvSource({"1301,TLS_1_3", "c103,TLS_1_3", "c02f,ECDHE", "d001,ECDHE", "c018,ECDHE", "0033,DHE", "0034,DHE", "c0aa,DHE", "002f,RSA",
        "c004,STATIC_DH", "0030,STATIC_DH", "008c,PSK", "0094,PSK", "c01d,OTHER", "c0b0,OTHER", "00ff,OTHER", "1a2b,OTHER",
        "feff,RSA", "010080,OTHER"})
    void suitesTellHowTheyAgreeOnAKey(String code, KeyExchange expected) {
        assertThat(new CipherSuite(Integer.parseInt(code, 16)).keyExchange()).isEqualTo(expected);
    }

    @Test
    void signalsAreNoCiphers() {
        assertThat(CipherSuite.TLS_FALLBACK_SCSV.isSignal()).isTrue();
        assertThat(new CipherSuite(0x1301).isSignal()).isFalse();
    }

    @Test
    void knownNumbersAreListedInOrder() {
        assertThat(CipherSuite.known()).contains(new CipherSuite(0x1301), CipherSuite.TLS_FALLBACK_SCSV)
                .isSortedAccordingTo(java.util.Comparator.comparingInt(CipherSuite::code));
        assertThat(NamedGroup.known()).contains(NamedGroup.X25519, NamedGroup.X25519MLKEM768);
        assertThat(SignatureScheme.known()).contains(new SignatureScheme(0x0403)).noneMatch(SignatureScheme::isGrease);
    }
}
