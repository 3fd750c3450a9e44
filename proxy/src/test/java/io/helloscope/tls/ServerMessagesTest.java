package io.helloscope.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.Flaw;
import io.helloscope.bytes.WireFormatException;
import org.junit.jupiter.api.Test;

class ServerMessagesTest {
    private static final String RETRY = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";
    private static final CipherSuite ECDHE_RSA = new CipherSuite(0xc02f);
    private static final CipherSuite DHE_RSA = new CipherSuite(0x0033);

    @Test
    void readsAServerHelloOfTls13() throws Exception {
        ServerHello hello = ServerHello.parse(Recorded.SERVER_HELLO_13);

        assertThat(hello.legacyVersion()).isEqualTo(ProtocolVersion.TLS_1_2);
        assertThat(hello.version()).isEqualTo(ProtocolVersion.TLS_1_3);
        assertThat(hello.group()).contains(NamedGroup.X25519);
        assertThat(hello.cipherSuite().name()).isEqualTo("TLS_AES_256_GCM_SHA384");
        assertThat(hello.isHelloRetryRequest()).isFalse();
        assertThat(hello.downgradeSentinel()).isEmpty();
        assertThat(hello.flaws()).isEmpty();
    }

    @Test
    void readsAServerHelloOfTls12() throws Exception {
        ServerHello hello = ServerHello.parse(Recorded.SERVER_HELLO_12);

        assertThat(hello.version()).isEqualTo(ProtocolVersion.TLS_1_2);
        assertThat(hello.cipherSuite()).isEqualTo(ECDHE_RSA);
        assertThat(hello.has(ExtensionType.RENEGOTIATION_INFO)).isTrue();
        assertThat(hello.group()).isEmpty();
        assertThat(hello.length()).isEqualTo(Recorded.SERVER_HELLO_12.length() + 4);
    }

    @Test
    void readsAHelloRetryRequestWithItsGroup() throws Exception {
        ServerHello hello = new Hello().random(RETRY).suites(0x1301).extension(0x2b, "0304").extension(0x33, "0018").parsedServer();

        assertThat(hello.isHelloRetryRequest()).isTrue();
        assertThat(hello.group()).contains(NamedGroup.SECP384R1);
        assertThat(hello.flaws()).isEmpty();
    }

    @Test
    void readsBothDowngradeSentinels() throws Exception {
        String head = "00".repeat(24);

        assertThat(new Hello().random(head + "444f574e47524401").suites(0xc02f).parsedServer().downgradeSentinel())
                .contains(DowngradeSentinel.TLS_1_2);
        assertThat(new Hello().random(head + "444f574e47524400").suites(0xc02f).parsedServer().downgradeSentinel())
                .contains(DowngradeSentinel.TLS_1_1_OR_BELOW);
        assertThat(new Hello().random(head + "444f574e47524402").suites(0xc02f).parsedServer().downgradeSentinel()).isEmpty();
    }

    @Test
    void readsTheShortServerHelloOfEarlyTls13Drafts() throws Exception {
        Bytes body = Bytes.ofHex("7f12" + "11".repeat(32) + "1301 0008 0033 0004 001d 0000");

        ServerHello hello = ServerHello.parse(body);

        assertThat(hello.version().name()).isEqualTo("TLS 1.3 draft 18");
        assertThat(hello.cipherSuite()).isEqualTo(new CipherSuite(0x1301));
        assertThat(hello.group()).contains(NamedGroup.X25519);
    }

    @Test
    void keepsAServerHelloWithADamagedExtension() throws Exception {
        ServerHello hello = new Hello().suites(0x1301).extension(0x2b, "0304").extension(0x33, "001d 0020 00").trailing("00").parsedServer();

        assertThat(hello.version()).isEqualTo(ProtocolVersion.TLS_1_3);
        assertThat(hello.group()).contains(NamedGroup.X25519);
        assertThat(hello.flaws()).extracting(Flaw::path).containsExactly("ServerHello.extensions[1].key_share.key", "ServerHello");
    }

    @Test
    void readsTheChosenApplicationProtocol() throws Exception {
        assertThat(new Hello().suites(0xc02f).extension(0x10, "0003 02 6832").parsedServer().alpn()).contains(Bytes.ofHex("6832"));
    }

    @Test
    void readsCertificatesLeafFirst() throws Exception {
        assertThat(CertificateMessage.parse(Bytes.ofHex("000009 000002 3000 000001 30")))
                .containsExactly(Bytes.ofHex("3000"), Bytes.ofHex("30"));
        assertThat(CertificateMessage.parse(Bytes.ofHex("000000"))).isEmpty();
    }

    @Test
    void namesTheCertificateThatRunsBeyondTheList() {
        assertThatExceptionOfType(WireFormatException.class)
                .isThrownBy(() -> CertificateMessage.parse(Bytes.ofHex("000009 000002 3000 000002 30")))
                .withMessage("at 0xb in Certificate.certificate_list[1]: length 2, 1 left");
    }

    @Test
    void readsTheCurveAndTheSignatureOfAnEcdheKeyExchange() throws Exception {
        ServerKeyExchange exchange = ServerKeyExchange.parse(Recorded.KEY_EXCHANGE_ECDHE, ECDHE_RSA, ProtocolVersion.TLS_1_2);

        assertThat(exchange.group()).contains(NamedGroup.X25519);
        assertThat(exchange.signatureScheme()).map(SignatureScheme::name).contains("rsa_pss_rsae_sha256");
        assertThat(exchange.dhPrimeBits()).isEmpty();
    }

    @Test
    void readsTheSizeOfADheKeyExchange() throws Exception {
        ServerKeyExchange exchange = ServerKeyExchange.parse(Recorded.KEY_EXCHANGE_DHE, DHE_RSA, ProtocolVersion.TLS_1_2);

        assertThat(exchange.dhPrimeBits()).hasValue(2048);
        assertThat(exchange.group()).isEmpty();
    }

    @Test
    void countsTheBitsOfAPrimeWithoutLeadingZeros() throws Exception {
        Bytes body = Bytes.ofHex("0003 0001ff 0001 02 0001 03 0002 aaaa");

        assertThat(ServerKeyExchange.parse(body, DHE_RSA, ProtocolVersion.TLS_1_1).dhPrimeBits()).hasValue(9);
    }

    @Test
    void readsKeyExchangesWithoutASignature() throws Exception {
        CipherSuite ecdhePsk = new CipherSuite(0xd001);
        CipherSuite ecdhAnonymous = new CipherSuite(0xc018);

        assertThat(ServerKeyExchange.parse(Bytes.ofHex("0001 41 03 001d 01 ff"), ecdhePsk, ProtocolVersion.TLS_1_2).group())
                .contains(NamedGroup.X25519);
        assertThat(ServerKeyExchange.parse(Bytes.ofHex("03 0017 01 ff"), ecdhAnonymous, ProtocolVersion.TLS_1_2).group())
                .contains(NamedGroup.SECP256R1);
    }

    @Test
    void readsNothingOfKeyExchangesOfOtherKinds() throws Exception {
        CipherSuite srp = new CipherSuite(0xc01d);

        assertThat(ServerKeyExchange.parse(Bytes.ofHex("ffff"), srp, ProtocolVersion.TLS_1_2).group()).isEmpty();
    }

    @Test
    void readsACertificateRequestOfEitherVersion() throws Exception {
        CertificateRequest recorded = CertificateRequest.parse(Recorded.CERTIFICATE_REQUEST_12, ProtocolVersion.TLS_1_2);
        CertificateRequest old = CertificateRequest.parse(Bytes.ofHex("01 01 0004 0002 3000"), ProtocolVersion.TLS_1_0);
        CertificateRequest bare = CertificateRequest.parse(Bytes.ofHex("01 01"), ProtocolVersion.SSL_3_0);

        assertThat(recorded.certificateTypes()).containsExactly(1, 2, 64);
        assertThat(recorded.signatureSchemes()).hasSize(20);
        assertThat(recorded.authorities()).isEmpty();
        assertThat(old.authorities()).containsExactly(Bytes.ofHex("3000"));
        assertThat(bare.authorities()).isEmpty();
    }

    @Test
    void readsAnAlert() throws Exception {
        assertThat(Alert.parse(Bytes.ofHex("0228"))).isEqualTo(new Alert(2, AlertDescription.HANDSHAKE_FAILURE));
        assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> Alert.parse(Bytes.ofHex("02")));
    }
}
