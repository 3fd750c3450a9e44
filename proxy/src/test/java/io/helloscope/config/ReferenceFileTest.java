package io.helloscope.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.dial.HostPattern;
import io.helloscope.testing.Program;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceFileTest {
    private static final Path REFERENCE = Program.root().resolve("config/helloscope.yaml");
    private static final Path DATA = Path.of("data");
    private static final Pattern KEY = Pattern.compile("( *)(?:# ( *))?(- )?([a-z][a-z0-9-]*):(?: .*)?");

    @TempDir
    Path folder;

    @Test
    void theReferenceHoldsTheDefaults() {
        assertThat(SettingsFile.read(REFERENCE, DATA, name -> null)).isEqualTo(SettingsFile.defaults(DATA));
    }

    @Test
    void theReferenceNamesEveryKeyThatIsRead() throws IOException {
        Section root = YamlFile.parse("rule.yaml", "upstream:\n  rules:\n    - hosts: a\n      proxy: direct\n", name -> null);
        new SettingsReader(DATA).read(root);
        assertThat(root.knownPaths()).contains("listen", "tunnel.idle", "upstream.rules.proxy").hasSizeGreaterThan(50);
        assertThat(written()).containsAll(root.knownPaths());
    }

    /** Paths of all keys of the file, those in remarks too. */
    private static Set<String> written() throws IOException {
        Set<String> paths = new TreeSet<>();
        Deque<Map.Entry<Integer, String>> above = new ArrayDeque<>();
        for (String line : Files.readAllLines(REFERENCE)) {
            Matcher key = KEY.matcher(line);
            if (!key.matches()) {
                continue;
            }
            int indent = key.group(1).length() + length(key.group(2)) + length(key.group(3));
            while (!above.isEmpty() && above.peek().getKey() >= indent) {
                above.pop();
            }
            String path = (above.isEmpty() ? "" : above.peek().getValue() + ".") + key.group(4);
            above.push(Map.entry(indent, path));
            paths.add(path);
        }
        return paths;
    }

    private static int length(String group) {
        return group == null ? 0 : group.length();
    }

    @Test
    void theLaboratorysFilesLoad() throws Exception {
        Path root = folder.resolve("pki/root.crt");
        Files.createDirectories(root.getParent());
        Bytes certificate = CertificateMaker.authority("CN=Lab Root").selfSigned().der();
        Files.write(root, certificate.toArray());
        for (String name : new String[] {"truth/helloscope-truth.yaml", "truth/helloscope-truth-passive.yaml"}) {
            Settings settings = SettingsFile.read(Shared.require(name), DATA, Map.of("TRUTH_WORK", folder.toString())::get);
            assertThat(settings.trust().extraRoots()).containsExactly(certificate);
            assertThat(settings.triage().enabled()).isEqualTo(!name.contains("passive"));
            assertThat(settings.dial().fixedHosts()).hasSize(1);
            assertThat(settings.dial().upstreamRules().get(0).hosts()).containsExactly(HostPattern.parse("connect-*.lab.test"));
        }
    }
}
