package io.helloscope.x509;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.testing.CertificateMaker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNamesTest {
    @ParameterizedTest
    @CsvSource({
        "shop.example, shop.example, true",
        "shop.example, SHOP.Example, true",
        "Shop.Example, shop.example, true",
        "shop.example, shop.example., true",
        "shop.example., shop.example, true",
        "shop.example, www.shop.example, false",
        "*.shop.example, www.shop.example, true",
        "*.shop.example, a.b.shop.example, false",
        "*.shop.example, shop.example, false",
        "*.shop.example, .shop.example, false",
        "*.example, shop.example, false",
        "*, shop, false",
        "w*.shop.example, www.shop.example, false",
        "www.*.example, www.shop.example, false",
        "xn--bcher-kva.example, bücher.example, true",
        "xn--bcher-kva.example, xn--bcher-kva.example, true",
        "*.xn--bcher-kva.example, www.bücher.example, true",
        "my_host.example, my_host.example, true",
        "localhost, localhost, true",
        "192.0.2.7, 192.0.2.7, false",
    })
    void aNameStandsForAHostAsBrowsersTakeIt(String pattern, String host, boolean matches) throws Exception {
        CertificateFacts facts = ParsedCertificate.parse(CertificateMaker.named("CN=x").dns(pattern).selfSigned().der()).facts().orElseThrow();

        assertThat(facts.matchesHost(host)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7, true", "192.0.2.8, false", "[2001:db8::7], true", "2001:DB8:0::7, true", "2001:db8::7%eth0, true", "2001:db8::8, false",
        "seven.example, false"})
    void anAddressStandsForItselfOnly(String host, boolean matches) throws Exception {
        CertificateFacts facts = ParsedCertificate.parse(CertificateMaker.named("CN=seven.example").ip("192.0.2.7").ip("2001:db8::7").selfSigned().der())
                .facts().orElseThrow();

        assertThat(facts.matchesHost(host)).isEqualTo(matches);
    }

    @Test
    void whatIsNoAddressIsNeverLookedUp() {
        assertThat(HostNames.address("999.0.2.7")).isEmpty();
        assertThat(HostNames.address("1.2.3")).isEmpty();
        assertThat(HostNames.address("a:b")).isEmpty();
        assertThat(HostNames.address("::1")).contains(Bytes.ofHex("00".repeat(15) + "01"));
        assertThat(HostNames.normal("x".repeat(80) + ".example")).startsWith("xxx");
    }
}
