package io.helloscope.dial;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationRulesTest {
    private static final DestinationRules OPEN = new DestinationRules(true, List.of(), List.of());
    private static final DestinationRules PUBLIC_ONLY = new DestinationRules(false, List.of(), List.of());

    private static Optional<String> refusal(DestinationRules rules, String literal, int port) {
        return rules.refusal(IpLiteral.address(literal).orElseThrow(() -> new AssertionError(literal + " was not read")), port);
    }

    @ParameterizedTest
    @CsvSource({
            "169.254.169.254, metadata",
            "169.254.1.1, link-local",
            "100.100.100.200, metadata",
            "168.63.129.16, metadata",
            "192.0.0.192, metadata",
            "fd00:ec2::254, metadata",
            "fd20:ce::254, metadata",
            "fe80::1, link-local",
            "fe80::1%eth0, link-local",
            "febf::1, link-local",
            "0.0.0.0, unspecified",
            "0.1.2.3, unspecified",
            "0, unspecified",
            // The URL Standard reads this as zero, too.
            "0x, unspecified",
            "::, unspecified",
            "224.0.0.1, multicast",
            "239.255.255.255, multicast",
            "ff02::1, multicast",
            "255.255.255.255, broadcast",
            "240.0.0.1, reserved",
            // Other spellings of 169.254.169.254.
            "2852039166, metadata",
            "0xa9fea9fe, metadata",
            "0xA9.0xFE.0xA9.0xFE, metadata",
            "0251.0376.0251.0376, metadata",
            "169.254.43518, metadata",
            "169.16689662, metadata",
            "169.254.169.254., metadata",
            // The same inside IPv6.
            "::ffff:169.254.169.254, metadata",
            "::ffff:a9fe:a9fe, metadata",
            "::169.254.169.254, metadata",
            "::ffff:0:169.254.169.254, metadata",
            "64:ff9b::169.254.169.254, metadata",
            "64:ff9b:1::169.254.169.254, metadata",
            "2002:a9fe:a9fe::1, metadata",
            "2001:0:a9fe:a9fe::1, metadata",
            "2001:0:808:808:0:0:5601:5601, metadata",
            "2606:4700::5efe:a9fe:a9fe, metadata",
            "::ffff:0.0.0.0, unspecified"})
    void refusesWhatNoClientNeedsHoweverItIsWritten(String address, String words) {
        assertThat(refusal(OPEN, address, 443)).get().asString().contains(words).contains("never connects");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.255.255.254", "::1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1",
            "100.64.0.1", "100.127.255.255", "198.18.0.1", "fc00::1", "fd12:3456::1", "fec0::1", "0x7f.1", "2130706433", "017700000001",
            "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::10.0.0.1", "2002:c0a8:101::", "::ffff:0:10.1.2.3", "64:ff9b:1::808:808"})
    void letsPrivateAddressesPassOnlyWhereTheyAreAllowed(String address) {
        assertThat(refusal(OPEN, address, 443)).isEmpty();
        assertThat(refusal(PUBLIC_ONLY, address, 443)).get().asString().contains("settings do not allow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "172.15.255.255", "100.63.255.255", "100.128.0.0", "169.253.0.1", "192.0.2.1",
            "2606:4700:4700::1111", "2001:db8::1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8", "2002:808:808::1", "2a00:1450::5efe"})
    void letsPublicAddressesPass(String address) {
        assertThat(refusal(PUBLIC_ONLY, address, 443)).isEmpty();
    }

    @Test
    void refusesThisProgramsOwnListeners() {
        DestinationRules rules = new DestinationRules(true, List.of(), List.of(new InetSocketAddress("127.0.0.1", 3128)));
        assertThat(refusal(rules, "127.0.0.1", 3128)).get().asString().isEqualTo("127.0.0.1 port 3128 is this proxy itself");
        assertThat(refusal(rules, "::ffff:127.0.0.1", 3128)).isPresent();
        assertThat(refusal(rules, "0x7f.1", 3128)).isPresent();
        assertThat(refusal(rules, "127.0.0.1", 3000)).isEmpty();
        assertThat(refusal(rules, "127.0.0.2", 3128)).isEmpty();
        rules.refuseOwn(new InetSocketAddress("127.0.0.2", 3128));
        assertThat(refusal(rules, "127.0.0.2", 3128)).isPresent();
    }

    @Test
    void refusesEveryLocalAddressWhereTheListenerIsOnAll() {
        DestinationRules rules = new DestinationRules(true, List.of(), List.of(new InetSocketAddress("0.0.0.0", 3128)));
        assertThat(refusal(rules, "127.0.0.1", 3128)).isPresent();
        assertThat(refusal(rules, "127.9.9.9", 3128)).isPresent();
        assertThat(refusal(rules, "::1", 3128)).isPresent();
        assertThat(refusal(rules, "8.8.8.8", 3128)).isEmpty();
    }

    @Test
    void refusesANextProxyOnlyWhereItIsThisProgram() {
        DestinationRules rules = new DestinationRules(false, List.of(), List.of(new InetSocketAddress("127.0.0.1", 3128)));
        assertThat(rules.loop(IpLiteral.address("127.0.0.1").orElseThrow(), 3128)).isPresent();
        assertThat(rules.loop(IpLiteral.address("127.0.0.1").orElseThrow(), 8080)).isEmpty();
    }

    @Test
    void refusesDeniedNamesAndNetworks() {
        DestinationRules rules = new DestinationRules(true,
                List.of(HostPattern.parse("*.bad.example"), HostPattern.parse("203.0.113.0/24")), List.of());
        assertThat(rules.refusal("www.bad.example")).get().asString()
                .isEqualTo("www.bad.example is refused by the rule *.bad.example of this proxy");
        assertThat(rules.refusal("bad.example")).isEmpty();
        assertThat(rules.refusal("203.0.113.7")).isPresent();
        assertThat(refusal(rules, "203.0.113.7", 443)).isPresent();
        assertThat(refusal(rules, "::ffff:203.0.113.7", 443)).isPresent();
        assertThat(refusal(rules, "203.0.114.7", 443)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4.5", "256.1.1.1", "1.2.3.256", "4294967296", "1..2", "08", "1.2.3.09", "abc.12x.9999999999", ":::", "1::2::3",
            "12345::1"})
    void doesNotTakeAWrongAddressForAName(String text) {
        assertThat(IpLiteral.address(text)).isEmpty();
        assertThat(IpLiteral.meantAsAddress(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "1.example", "localhost", "0x7g", "a1", "127.0.0.1.example.com", "xn--0.test", "9to5.dev"})
    void takesANameForAName(String text) {
        assertThat(IpLiteral.address(text)).isEmpty();
        assertThat(IpLiteral.meantAsAddress(text)).isFalse();
    }
}
