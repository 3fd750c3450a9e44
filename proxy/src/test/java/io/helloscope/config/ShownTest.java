package io.helloscope.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.testing.Program;
import io.helloscope.web.SettingsInForce;
import io.helloscope.web.SettingsInForce.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShownTest {
    @TempDir
    Path folder;

    private Map<String, Value> shown(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("helloscope.yaml"), yaml);
        SettingsInForce shown = SettingsFile.load(Optional.of(file), folder, Map.of("PROXY_PASSWORD", "hunter2")::get).shown();
        assertThat(shown.file()).contains(file.toString());
        return shown.settings().stream().collect(Collectors.toMap(Value::key, Function.identity()));
    }

    @Test
    void whatTheFileSaysAndWhatHasItsDefaultIsToldApart() throws Exception {
        Map<String, Value> shown = shown("listen: 127.0.0.1:4128\ndrain: 3s\ntriage:\n  enabled: false\n");
        assertThat(shown.get("listen")).isEqualTo(new Value("listen", "127.0.0.1:4128", true));
        assertThat(shown.get("drain")).isEqualTo(new Value("drain", "3s", true));
        assertThat(shown.get("triage.enabled")).isEqualTo(new Value("triage.enabled", "false", true));
        assertThat(shown.get("dashboard.listen")).isEqualTo(new Value("dashboard.listen", "127.0.0.1:3129", false));
        assertThat(shown.get("limits.head-time").set()).isFalse();
        assertThat(shown.get("limits.head-time").value()).matches("[0-9]+(ms|s|m)");
        assertThat(shown.get("journal.file-size").value()).isEqualTo("64MiB");
        assertThat(shown.get("log.level").value()).isEqualTo("info");
    }

    @Test
    void secretsAreMaskedWhereverTheyStand() throws Exception {
        Map<String, Value> shown = shown("upstream:\n  rules:\n    - hosts: [a.example, b.example]\n      proxy: http://user:${PROXY_PASSWORD}@proxy.example:8080\n"
                + "    - hosts: '*'\n      proxy: http://other:hunter3@proxy.example:8080\n");
        assertThat(shown.get("upstream.rules[1].hosts").value()).isEqualTo("a.example, b.example");
        assertThat(shown.get("upstream.rules[1].proxy").value()).isEqualTo("http://***@proxy.example:8080");
        assertThat(shown.get("upstream.rules[2].proxy").value()).isEqualTo("http://***@proxy.example:8080");
        assertThat(shown.values()).noneMatch(value -> value.value().contains("hunter"));
        Shown secrets = new Shown();
        secrets.put("history.password", "hunter2", true);
        secrets.put("history.store", "postgresql://db.example/scope?user=x&password=hunter2&ssl=true", true);
        secrets.put("dashboard.token-file", "/etc/helloscope/token", true);
        secrets.put("access.password-file", "", false);
        secrets.put("history.password[1]", "hunter2", true);
        assertThat(secrets.values()).extracting(Value::value).containsExactly(Shown.MASK, "postgresql://db.example/scope?user=x&password=***&ssl=true",
                "/etc/helloscope/token", "", Shown.MASK);
    }

    @Test
    void everySettingIsShownOnceWithoutAFileToo() throws Exception {
        SettingsInForce shown = SettingsFile.load(Optional.empty(), folder, name -> null).shown();
        assertThat(shown.file()).isEmpty();
        List<String> keys = shown.settings().stream().map(Value::key).toList();
        assertThat(keys).doesNotHaveDuplicates().contains("listen", "tunnel.idle", "upstream.rules", "history.store").hasSizeGreaterThan(50);
        assertThat(shown.settings()).noneMatch(Value::set);
        SettingsInForce reference = SettingsFile.load(Optional.of(Program.root().resolve("config/helloscope.yaml")), folder, name -> null).shown();
        Map<String, String> defaults = shown.settings().stream().collect(Collectors.toMap(Value::key, Value::value));
        assertThat(reference.settings()).filteredOn(value -> value.set() && defaults.containsKey(value.key()))
                .allSatisfy(value -> assertThat(Durations.read(value.value()).map(Durations::written).orElse(value.value().replace("_", ""))).as(value.key()).isEqualTo(defaults.get(value.key())));
    }
}
