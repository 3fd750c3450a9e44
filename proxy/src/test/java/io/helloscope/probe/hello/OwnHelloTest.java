package io.helloscope.probe.hello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.helloscope.testing.Shared;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.Extension;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.Ja4;
import io.helloscope.tls.KeyShare;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ProtocolVersion;
import io.helloscope.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnHelloTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final List<String> WEB = List.of("h2", "http/1.1");

    static Stream<ProtocolVersion> versions() {
        return Stream.of(ProtocolVersion.SSL_3_0, ProtocolVersion.TLS_1_0, ProtocolVersion.TLS_1_1, ProtocolVersion.TLS_1_2,
                ProtocolVersion.TLS_1_3);
    }

    private static ClientHello only(ProtocolVersion version, String host) {
        return RepeatedHelloTest.read(Hellos.only(version, Optional.of(host), RANDOM));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void offersOneVersionAndWhatBelongsToIt(ProtocolVersion version) {
        ClientHello hello = only(version, "Shop.Example.");

        assertThat(hello.flaws()).isEmpty();
        assertThat(hello.highestVersion()).isEqualTo(version);
        assertThat(hello.lowestVersion()).isEqualTo(version.isTls13() ? Optional.of(version) : Optional.empty());
        assertThat(hello.serverName()).isEqualTo(version == ProtocolVersion.SSL_3_0 ? Optional.empty() : Optional.of("shop.example"));
        assertThat(hello.extensionBlock()).isEqualTo(version != ProtocolVersion.SSL_3_0);
        assertThat(hello.cipherSuites()).hasSizeBetween(5, 127).doesNotHaveDuplicates()
                .filteredOn(suite -> !suite.isSignal()).allMatch(suite -> suite.isTls13() == version.isTls13());
        assertThat(hello.signatureSchemes().isEmpty()).isEqualTo(version.isBefore(ProtocolVersion.TLS_1_2));
        assertThat(hello.length()).isNotIn(java.util.stream.IntStream.range(256, 512).boxed().toList());
        assertThat(hello.length() % 256).isNotIn(10, 14);
    }

    @Test
    void oldVersionsGetOldSuites() {
        assertThat(only(ProtocolVersion.TLS_1_0, "shop.example").cipherSuites()).extracting(CipherSuite::name)
                .contains("TLS_RSA_WITH_RC4_128_MD5", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
                        "TLS_DH_anon_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_DES_CBC_SHA", "TLS_RSA_EXPORT_WITH_RC4_40_MD5")
                .doesNotContain("TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA256");
        assertThat(only(ProtocolVersion.TLS_1_2, "shop.example").cipherSuites()).extracting(CipherSuite::name)
                .contains("TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8", "TLS_RSA_WITH_RC4_128_SHA");
    }

    @Test
    void tls13HasTwoSharesAndItsSuitesFirst() {
        ClientHello hello = only(ProtocolVersion.TLS_1_3, "shop.example");

        assertThat(hello.keyShares()).containsExactly(new KeyShare(NamedGroup.X25519, 32), new KeyShare(NamedGroup.SECP256R1, 65));
        assertThat(hello.cipherSuites()).extracting(CipherSuite::code).startsWith(0x1301, 0x1302, 0x1303, 0x1304, 0x1305);
        assertThat(hello.legacyVersion()).isEqualTo(ProtocolVersion.TLS_1_2);
    }

    @Test
    void recordsAreOfTheOldestVersionThatFits() {
        assertThat(Hellos.only(ProtocolVersion.SSL_3_0, Optional.empty(), RANDOM).bytes().first(3).hex()).isEqualTo("160300");
        assertThat(Hellos.only(ProtocolVersion.TLS_1_3, Optional.empty(), RANDOM).bytes().first(3).hex()).isEqualTo("160301");
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "[2001:db8::1]", "127.1", "0x7f000001", "", ".", "a..b", "a b", "\u0000"})
    void whatIsNoNameIsNotTold(String host) {
        assertThat(only(ProtocolVersion.TLS_1_2, host).serverName()).isEmpty();
        assertThat(Hellos.browser(Browser.CHROMIUM, host, WEB, RANDOM).serverName()).isEmpty();
    }

    @Test
    void namesAreToldInAscii() {
        assertThat(only(ProtocolVersion.TLS_1_2, "Bücher.example").serverName()).contains("xn--bcher-kva.example");
        assertThat(only(ProtocolVersion.TLS_1_2, "localhost").serverName()).contains("localhost");
    }

    @Test
    void anUnknownVersionIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hellos.only(ProtocolVersion.SSL_2_0, Optional.empty(), RANDOM)).withMessageContaining("SSL 3.0 to TLS 1.3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hellos.only(new ProtocolVersion(0x7f17), Optional.empty(), RANDOM));
    }

    private static String ja4(ClientHello hello) {
        return Ja4.of(hello).orElseThrow().value();
    }

    @ParameterizedTest
    @EnumSource(Browser.class)
    void aBrowsersHelloHasTheFingerprintOfTheRecordedOne(Browser browser) {
        ClientHello recorded = Recordings.hello(browser.name().toLowerCase(java.util.Locale.ROOT));
        ClientHello own = Hellos.browser(browser, recorded.serverName().orElseThrow(), WEB, RANDOM);

        assertThat(own.flaws()).isEmpty();
        assertThat(ja4(own)).isEqualTo(ja4(recorded));
        assertThat(own.serverName()).isEqualTo(recorded.serverName());
        assertThat(own.keyShares()).extracting(KeyShare::length).isEqualTo(recorded.keyShares().stream().map(KeyShare::length).toList());
        assertThat(own.groups().stream().filter(g -> !g.isGrease())).isEqualTo(recorded.groups().stream().filter(g -> !g.isGrease()).toList());
        assertThat(own.cipherSuites().stream().filter(s -> !s.isGrease()))
                .isEqualTo(recorded.cipherSuites().stream().filter(s -> !s.isGrease()).toList());
        assertThat(fixedBodies(own)).containsExactlyInAnyOrderElementsOf(fixedBodies(recorded));
    }

    /** Bodies that neither chance nor reserved numbers change. */
    private static List<Extension> fixedBodies(ClientHello hello) {
        return hello.extensions().stream().filter(e -> !e.type().isGrease() && !List.of(ExtensionType.KEY_SHARE,
                ExtensionType.ENCRYPTED_CLIENT_HELLO, ExtensionType.SUPPORTED_GROUPS, ExtensionType.SUPPORTED_VERSIONS,
                ExtensionType.SIGNATURE_ALGORITHMS).contains(e.type())).toList();
    }

    @Test
    void firefoxKeepsItsOrder() {
        ClientHello recorded = Recordings.hello("firefox");
        ClientHello own = Hellos.browser(Browser.FIREFOX, "firefox.example", WEB, RANDOM);

        assertThat(own.extensions()).extracting(Extension::type)
                .isEqualTo(recorded.extensions().stream().map(Extension::type).toList());
        assertThat(own.length()).isEqualTo(recorded.length());
    }

    @Test
    void chromiumShufflesBetweenReservedExtensions() {
        List<ClientHello> hellos = Stream.generate(() -> Hellos.browser(Browser.CHROMIUM, "shop.example", WEB, RANDOM)).limit(8).toList();

        assertThat(hellos).allSatisfy(hello -> {
            assertThat(hello.extensions().get(0).type().isGrease()).isTrue();
            assertThat(hello.extensions().get(hello.extensions().size() - 1).type().isGrease()).isTrue();
            assertThat(hello.groups().get(0)).isEqualTo(hello.keyShares().get(0).group());
            assertThat(hello.extensions()).extracting(Extension::type).doesNotHaveDuplicates();
        });
        assertThat(hellos.stream().map(hello -> hello.extensions().stream().filter(e -> !e.type().isGrease()).map(Extension::type).toList())
                .distinct().count()).isGreaterThan(1);
    }

    @Test
    void fingerprintsAreTheKnownOnes() {
        assertThat(ja4(Hellos.browser(Browser.CHROMIUM, "shop.example", WEB, RANDOM))).isEqualTo("t13d1517h2_8daaf6152771_cb7bf5808d99");
        assertThat(ja4(Hellos.browser(Browser.FIREFOX, "shop.example", WEB, RANDOM))).isEqualTo("t13d1617h2_86a278354501_3cbfd9057e0d");
    }

    @Test
    void chromiumHasTheFingerprintOfTheLaboratorysHello() throws IOException {
        Bytes record = Bytes.of(Files.readAllBytes(Shared.require("truth/chromium-clienthello.bin")));

        assertThat(ja4(Hellos.browser(Browser.CHROMIUM, "shop.example", WEB, RANDOM))).isEqualTo(ja4(Recordings.parse(record)));
    }

    @Test
    void withoutH2ThereAreNoSettingsForIt() {
        ClientHello hello = Hellos.browser(Browser.CHROMIUM, "shop.example", List.of("http/1.1"), RANDOM);

        assertThat(hello.has(ExtensionType.APPLICATION_SETTINGS)).isFalse();
        assertThat(Hellos.browser(Browser.CHROMIUM, "shop.example", List.of(), RANDOM).alpn()).isEmpty();
    }
}
