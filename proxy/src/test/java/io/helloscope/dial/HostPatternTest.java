package io.helloscope.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {
    @ParameterizedTest
    @CsvSource({
            "example.com, example.com, true",
            "example.com, EXAMPLE.com., true",
            "example.com, www.example.com, false",
            "*.example.com, www.example.com, true",
            "*.example.com, a.b.example.com, true",
            "*.example.com, example.com, false",
            "*.example.com, badexample.com, false",
            "lab-*.test, lab-7.test, true",
            "lab-*.test, lab-.test, true",
            "lab-*.test, lab.test, false",
            "*a*a*a*b, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac, false",
            "*, anything.example, true",
            "*, ::1, true",
            "10.0.0.0/8, 10.200.3.4, true",
            "10.0.0.0/8, 0x0a.1, true",
            "10.0.0.0/8, 11.0.0.1, false",
            "10.0.0.0/8, ten.example, false",
            "172.16.0.0/12, 172.31.255.255, true",
            "172.16.0.0/12, 172.32.0.0, false",
            "fd00::/8, [fd12::1], true",
            "fd00::/8, fe80::1, false",
            "192.168.1.1, 192.168.1.1, true",
            "::1, 0:0:0:0:0:0:0:1, true"})
    void matchesWhatItNames(String pattern, String host, boolean matches) {
        assertThat(HostPattern.parse(pattern).matches(host)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "exa mple", "http://example.com", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "name/8", "a\r\nb"})
    void refusesWhatIsNoPattern(String text) {
        assertThatThrownBy(() -> HostPattern.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("expected");
    }

    @Test
    void isEqualByItsText() {
        assertThat(HostPattern.parse("Example.COM.")).isEqualTo(HostPattern.parse("example.com")).hasToString("example.com");
    }
}
