package io.helloscope.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.Flaw;
import io.helloscope.bytes.WireFormatException;
import io.helloscope.testing.Shared;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
    @Test
    void readsWhatOpenSslOffersForTls13() throws Exception {
        ClientHello hello = ClientHello.parse(Recorded.CLIENT_HELLO_13);

        assertThat(hello.legacyVersion()).isEqualTo(ProtocolVersion.TLS_1_2);
        assertThat(hello.highestVersion()).isEqualTo(ProtocolVersion.TLS_1_3);
        assertThat(hello.lowestVersion()).contains(ProtocolVersion.TLS_1_0);
        assertThat(hello.serverName()).contains("shop.example");
        assertThat(hello.sessionId().length()).isEqualTo(32);
        assertThat(hello.cipherSuites()).hasSize(31).startsWith(new CipherSuite(0x1302), new CipherSuite(0x1303));
        assertThat(hello.alpn()).extracting(Bytes::latin1).containsExactly("h2", "http/1.1");
        assertThat(hello.groups()).hasSize(10).extracting(NamedGroup::name).startsWith("x25519", "secp256r1", "x448", "secp521r1", "secp384r1");
        assertThat(hello.keyShares()).containsExactly(new KeyShare(NamedGroup.X25519, 32));
        assertThat(hello.pointFormats()).containsExactly(0, 1, 2);
        assertThat(hello.signatureSchemes()).hasSize(20).startsWith(new SignatureScheme(0x0403));
        assertThat(hello.compressionMethods()).containsExactly(0);
        assertThat(hello.length()).isEqualTo(Recorded.CLIENT_HELLO_13.length() + 4);
        assertThat(hello.largestKeyShare()).isEqualTo(32);
        assertThat(hello.hasSecureRenegotiation()).isTrue();
        assertThat(hello.hasGrease()).isFalse();
        assertThat(hello.hasEch()).isFalse();
        assertThat(hello.hasPostQuantumKeyShare()).isFalse();
        assertThat(hello.flaws()).isEmpty();
    }

    @Test
    void readsWhatOpenSslOffersForTls12() throws Exception {
        ClientHello hello = ClientHello.parse(Recorded.CLIENT_HELLO_12);

        assertThat(hello.highestVersion()).isEqualTo(ProtocolVersion.TLS_1_2);
        assertThat(hello.lowestVersion()).isEmpty();
        assertThat(hello.offersVersion(ProtocolVersion.TLS_1_0)).isTrue();
        assertThat(hello.offersVersion(ProtocolVersion.TLS_1_3)).isFalse();
        assertThat(hello.offers(new CipherSuite(0xc02f))).isTrue();
        assertThat(hello.offers(new CipherSuite(0x1301))).isFalse();
        assertThat(hello.offers(NamedGroup.SECP256R1)).isTrue();
        assertThat(hello.keyShares()).isEmpty();
    }

    @Test
    void readsWhatChromiumOffers() throws Exception {
        ClientHello hello = ClientHello.parse(chromium());

        assertThat(hello.highestVersion()).isEqualTo(ProtocolVersion.TLS_1_3);
        assertThat(hello.hasGrease()).isTrue();
        assertThat(hello.hasEch()).isTrue();
        assertThat(hello.hasPostQuantumKeyShare()).isTrue();
        assertThat(hello.largestKeyShare()).isEqualTo(1216);
        assertThat(hello.alpn()).extracting(Bytes::latin1).containsExactly("h2", "http/1.1");
        assertThat(hello.serverName()).isPresent();
        assertThat(hello.flaws()).isEmpty();
    }

    /** The body of the first handshake message of a recorded record. */
    static Bytes chromium() throws Exception {
        Bytes record = Bytes.of(Files.readAllBytes(Shared.require("truth/chromium-clienthello.bin")));
        return record.slice(9, record.length());
    }

    @Test
    void tellsNoExtensionBlockFromAnEmptyOne() throws Exception {
        ClientHello none = new Hello().version(0x0300).suites(5).parsed();
        ClientHello empty = new Hello().suites(5).emptyBlock().parsed();

        assertThat(none.extensionBlock()).isFalse();
        assertThat(empty.extensionBlock()).isTrue();
        assertThat(none.extensions()).isEmpty();
        assertThat(empty.extensions()).isEmpty();
        assertThat(none.flaws()).isEmpty();
        assertThat(empty.flaws()).isEmpty();
    }

    @Test
    void keepsTheRestWhenOneExtensionIsDamaged() throws Exception {
        ClientHello hello = new Hello().suites(0x1301)
                .extension(0, "00090000 0c 73686f70")
                .extension(0x2b, "02 0304")
                .extension(0x10, "0003 026832").parsed();

        assertThat(hello.serverName()).isEmpty();
        assertThat(hello.supportedVersions()).containsExactly(ProtocolVersion.TLS_1_3);
        assertThat(hello.alpn()).containsExactly(Bytes.ofHex("6832"));
        assertThat(hello.extensions()).hasSize(3);
        assertThat(hello.extension(ExtensionType.SERVER_NAME)).get().extracting(e -> e.data().length()).isEqualTo(9);
        assertThat(hello.flaws()).containsExactly(
                new Flaw(49, "ClientHello.extensions[0].server_name.names", "length 9, 7 left"));
    }

    @Test
    void notesTrailingBytesAndSecondExtensions() throws Exception {
        ClientHello hello = new Hello().suites(0x1301)
                .extension(0x2b, "02 0304 ff")
                .extension(0x2b, "02 0303")
                .trailing("0000").parsed();

        assertThat(hello.supportedVersions()).containsExactly(ProtocolVersion.TLS_1_3);
        assertThat(hello.flaws()).extracting(Flaw::reason)
                .containsExactly("1 bytes after the end", "a second extension of this type", "2 bytes after the end");
    }

    @Test
    void notesAnOddByteInAListOfNumbers() throws Exception {
        ClientHello hello = new Hello().suites(0x1301).extension(0x0a, "0003 001d 00").parsed();

        assertThat(hello.groups()).containsExactly(NamedGroup.X25519);
        assertThat(hello.flaws()).hasSize(1);
    }

    @Test
    void notesASessionIdThatIsTooLong() throws Exception {
        ClientHello hello = new Hello().sessionId(33).suites(0x1301).parsed();

        assertThat(hello.sessionId().length()).isEqualTo(33);
        assertThat(hello.flaws()).extracting(Flaw::reason).containsExactly("length 33 (expected: 0..32)");
    }

    @Test
    void namesTheExtensionThatRunsBeyondTheList() {
        Bytes cut = new Hello().suites(0x1301).trailing("0006 0000 0010 ffff").client();

        assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> ClientHello.parse(cut)).satisfies(e -> {
            assertThat(e.path()).isEqualTo("ClientHello.extensions[0].server_name");
            assertThat(e.reason()).isEqualTo("length 16, 2 left");
            assertThat(e.offset()).isEqualTo(cut.length() - 2);
        });
    }

    @Test
    void passesOverReservedAndUnknownVersionsWhenItLooksForTheHighest() throws Exception {
        ClientHello hello = new Hello().suites(0x1301).extension(0x2b, "08 dada fb1a 0303 0302").parsed();

        assertThat(hello.highestVersion()).isEqualTo(ProtocolVersion.TLS_1_2);
        assertThat(hello.lowestVersion()).contains(ProtocolVersion.TLS_1_1);
        assertThat(hello.offersVersion(ProtocolVersion.TLS_1_0)).isFalse();
        assertThat(hello.hasGrease()).isTrue();
    }

    @Test
    void seesTheMarksOfResumptionFallbackAndEarlyData() throws Exception {
        ClientHello hello = new Hello().suites(0x1301, 0x5600)
                .extension(0x2a, "").extension(0x23, "aabb").extension(0xfe0d, "00").extension(0x29, "00").parsed();

        assertThat(hello.hasFallbackScsv()).isTrue();
        assertThat(hello.hasEarlyData()).isTrue();
        assertThat(hello.hasSessionTicket()).isTrue();
        assertThat(hello.hasEch()).isTrue();
        assertThat(hello.hasPreSharedKey()).isTrue();
        assertThat(new Hello().suites(0x1301).extension(0x23, "").parsed().hasSessionTicket()).isFalse();
    }

    @Test
    void readsAnSsl2CompatibleHello() throws Exception {
        Bytes message = Bytes.ofHex("01 0301 0009 0000 0010 010080 00002f 000005 000102030405060708090a0b0c0d0e0f");

        ClientHello hello = ClientHello.parseSslv2(message);

        assertThat(hello.sslv2Framed()).isTrue();
        assertThat(hello.legacyVersion()).isEqualTo(ProtocolVersion.TLS_1_0);
        assertThat(hello.cipherSuites()).extracting(CipherSuite::name)
                .containsExactly("SSL_CK_RC4_128_WITH_MD5", "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_RC4_128_SHA");
        assertThat(hello.random().length()).isEqualTo(16);
        assertThat(hello.extensionBlock()).isFalse();
        assertThat(hello.length()).isEqualTo(message.length() + 2);
        assertThat(hello.flaws()).isEmpty();
    }

    @Test
    void refusesAnSsl2MessageThatIsNoHello() {
        assertThatExceptionOfType(WireFormatException.class)
                .isThrownBy(() -> ClientHello.parseSslv2(Bytes.ofHex("04 0002")))
                .withMessage("at 0x1 in ClientHello.msg_type: 4 (expected: 1)");
    }
}
