package io.helloscope.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SectionTest {
    private static final Duration DAY = Duration.ofDays(1);

    private static Section read(String yaml) {
        return YamlFile.parse("helloscope.yaml", yaml, Map.of("HOME_PORT", "3128")::get);
    }

    @Test
    void readsValuesWithUnits() {
        Section section = read("idle: 90s\nsize: 64KiB\nflag: true\nlist: [a, b]\n");
        assertThat(section.duration("idle", Duration.ZERO, Duration.ZERO, DAY)).isEqualTo(Duration.ofSeconds(90));
        assertThat(section.size("size", 0)).isEqualTo(65536);
        assertThat(section.flag("flag", false)).isTrue();
        assertThat(section.texts("list", java.util.List.of())).containsExactly("a", "b");
        section.finish();
    }

    @Test
    void absentAndEmptyValuesHaveTheirDefault() {
        Section section = read("idle:\nother: null\n");
        assertThat(section.duration("idle", Duration.ofSeconds(3), Duration.ZERO, DAY)).isEqualTo(Duration.ofSeconds(3));
        assertThat(section.integer("other", 7, 1, 9)).isEqualTo(7);
        assertThat(section.section("deep").integer("value", 4, 1, 9)).isEqualTo(4);
    }

    @Test
    void offTurnsALimitOff() {
        assertThat(read("idle: off\n").durationOrOff("idle", Optional.of(Duration.ofSeconds(1)), Duration.ZERO, DAY)).isEmpty();
        assertThat(read("idle: 2s\n").durationOrOff("idle", Optional.empty(), Duration.ZERO, DAY)).contains(Duration.ofSeconds(2));
        assertThat(read("{}").durationOrOff("idle", Optional.of(Duration.ofSeconds(1)), Duration.ZERO, DAY)).contains(Duration.ofSeconds(1));
    }

    @Test
    void fillsInTheEnvironment() {
        assertThat(read("listen: 127.0.0.1:${HOME_PORT}\n").text("listen", "")).isEqualTo("127.0.0.1:3128");
        assertThatThrownBy(() -> read("listen: ${NOWHERE}\n").text("listen", ""))
                .hasMessage("helloscope.yaml:1: listen: environment variable NOWHERE is not set");
    }

    @Test
    void anUnknownKeyIsRefusedWithWhatIsAllowedAndMeant() {
        Section section = read("listen: a\nlimits:\n  conections: 3\n");
        section.text("listen", "");
        Section limits = section.section("limits");
        limits.integer("connections", 1, 1, 10);
        limits.integer("head-size", 1, 1, 10);
        section.finish();
        assertThatThrownBy(limits::finish).hasMessage("helloscope.yaml:3: limits.conections: unknown setting, did you mean connections?"
                + " (allowed here: connections, head-size)");
    }

    @Test
    void wrongValuesNameFileLineKeyAndWhatIsAllowed() {
        assertThatThrownBy(() -> read("a: 1\nport: 70000\n").integer("port", 1, 1, 65535))
                .hasMessage("helloscope.yaml:2: port: \"70000\" (expected: a whole number, 1..65535)");
        assertThatThrownBy(() -> read("flag: yes\n").flag("flag", true))
                .hasMessage("helloscope.yaml:1: flag: \"yes\" (expected: true or false)");
        assertThatThrownBy(() -> read("idle: 10\n").duration("idle", Duration.ZERO, Duration.ZERO, DAY))
                .hasMessage("helloscope.yaml:1: idle: \"10\" (expected: a number with ms, s, m, h or d, such as 10s)");
        assertThatThrownBy(() -> read("size: much\n").size("size", 0)).hasMessageContaining("helloscope.yaml:1: size: \"much\"");
        assertThatThrownBy(() -> read("mode: x\n").choice("mode", 1, Map.of("nio", 1, "auto", 2)))
                .hasMessage("helloscope.yaml:1: mode: \"x\" (expected: auto, nio)");
        assertThatThrownBy(() -> read("list: x\n").texts("list", java.util.List.of()))
                .hasMessage("helloscope.yaml:1: list: expected a list, found the value \"x\"");
        assertThatThrownBy(() -> read("listen: [a]\n").text("listen", ""))
                .hasMessage("helloscope.yaml:1: listen: expected one value, found a list");
        assertThatThrownBy(() -> read("roots: [/nowhere.pem]\n").readableFiles("roots")).hasMessageContaining("is no readable file");
    }

    @Test
    void whatIsNoYamlNamesItsLine() {
        assertThatThrownBy(() -> read("a: 1\nb: [\n")).isInstanceOf(ConfigException.class).hasMessageStartingWith("helloscope.yaml:");
        assertThatThrownBy(() -> read("a: 1\na: 2\n")).isInstanceOf(ConfigException.class).hasMessage("helloscope.yaml:2: a: is there twice (expected: each setting once)");
        assertThatThrownBy(() -> read("- a\n")).hasMessage("helloscope.yaml:1: expected keys and values, found a list");
    }
}
