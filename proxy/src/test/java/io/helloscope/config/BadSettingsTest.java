package io.helloscope.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helloscope.app.Helloscope;
import io.helloscope.app.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadSettingsTest {
    @TempDir
    Path folder;

    private AbstractThrowableAssert<?, ? extends Throwable> refused(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yaml"), yaml);
        return assertThatThrownBy(() -> SettingsFile.read(file, folder, name -> null)).isInstanceOf(ConfigException.class);
    }

    private String at(int line) {
        return folder.resolve("bad.yaml") + ":" + line + ": ";
    }

    @Test
    void anUnknownKey() throws IOException {
        refused("listen: 127.0.0.1:0\ntunnel:\n  idel: 5s\n").hasMessage(at(3) + "tunnel.idel: unknown setting, did you mean idle? (allowed here:"
                + " excerpt, half-closed-idle, idle, observed-bytes, server-first-hold, server-first-port-hold, server-first-ports)");
    }

    @Test
    void aValueOfTheWrongKind() throws IOException {
        refused("limits:\n  connections: many\n").hasMessage(at(2) + "limits.connections: \"many\" (expected: a whole number, 1..1000000)");
        refused("limits: 5\n").hasMessage(at(1) + "limits: expected keys and values, found the value \"5\"");
        refused("journal:\n  enabled: maybe\n").hasMessage(at(2) + "journal.enabled: \"maybe\" (expected: true or false)");
        refused("log:\n  level: loud\n").hasMessage(at(2) + "log.level: \"loud\" (expected: debug, error, info, trace, warn)");
    }

    @Test
    void aBadAddress() throws IOException {
        refused("drain: 1s\nlisten: 3128\n").hasMessage(at(2)
                + "listen: \"3128\" is no address to listen on (expected: HOST:PORT, such as 127.0.0.1:3129 or [::1]:3129)");
        refused("resolver:\n  hosts:\n    a.test: nowhere\n").hasMessage(at(3)
                + "resolver.hosts.a.test: nowhere (expected: an IPv4 or IPv6 address)");
    }

    @Test
    void aBadPattern() throws IOException {
        refused("destinations:\n  denied: [\"a b\"]\n").hasMessage(at(2)
                + "destinations.denied: a b (expected: a host name, *.example.com, *, an address, or a network such as 10.0.0.0/8)");
        refused("access:\n  clients: [10.0.0.0/40]\n").hasMessage(at(2) + "access.clients: 10.0.0.0/40 (expected: 0..32 after the slash)");
    }

    @Test
    void aBadProxyIsToldWithoutItsPassword() throws IOException {
        refused("upstream:\n  rules:\n    - hosts: \"*\"\n      proxy: ftp://user:secret@proxy.test:21\n").hasMessage(at(4)
                + "upstream.rules.proxy: ...@proxy.test:21 (expected: http://[user:password@]host:port, socks5://[user:password@]host:port, or direct)");
    }

    @Test
    void aBadDuration() throws IOException {
        refused("drain: 10 seconds\n").hasMessage(at(1) + "drain: \"10 seconds\" (expected: a number with ms, s, m, h or d, such as 10s)");
    }

    @Test
    void aDurationOutOfBounds() throws IOException {
        refused("drain: 2h\n").hasMessage(at(1) + "drain: \"2h\" (expected: 0s..1h)");
        refused("dial:\n  timeout: 99ms\n").hasMessage(at(2) + "dial.timeout: \"99ms\" (expected: 100ms..5m)");
        refused("upstream:\n  timeout: 6m\n").hasMessage(at(2) + "upstream.timeout: \"6m\" (expected: 100ms..5m)");
        refused("resolver:\n  timeout: 0s\n").hasMessage(at(2) + "resolver.timeout: \"0s\" (expected: 100ms..5m)");
        refused("resolver:\n  longest-time-to-live: 8d\n").hasMessage(at(2) + "resolver.longest-time-to-live: \"8d\" (expected: 0s..7d)");
        refused("resolver:\n  negative-time-to-live: 61m\n").hasMessage(at(2) + "resolver.negative-time-to-live: \"61m\" (expected: 0s..1h)");
        refused("limits:\n  head-time: 11m\n").hasMessage(at(2) + "limits.head-time: \"11m\" (expected: 100ms..10m)");
        refused("limits:\n  keep-alive-idle: 2h\n").hasMessage(at(2) + "limits.keep-alive-idle: \"2h\" (expected: 100ms..1h)");
        refused("tunnel:\n  idle: 0s\n").hasMessage(at(2) + "tunnel.idle: \"0s\" (expected: 1s..365d, or off)");
        refused("tunnel:\n  half-closed-idle: 400d\n").hasMessage(at(2) + "tunnel.half-closed-idle: \"400d\" (expected: 1s..365d)");
        refused("tunnel:\n  server-first-hold: 6s\n").hasMessage(at(2) + "tunnel.server-first-hold: \"6s\" (expected: 0s..5s)");
        refused("triage:\n  deadline: 100ms\n").hasMessage(at(2) + "triage.deadline: \"100ms\" (expected: 500ms..1m)");
    }

    @Test
    void aSizeOutOfBounds() throws IOException {
        refused("limits:\n  head-size: 12B\n").hasMessage(at(2) + "limits.head-size: \"12B\" (expected: 1024..1048576 bytes)");
        refused("journal:\n  file-size: 999999999999GiB\n").hasMessageContaining("bad.yaml:2: journal.file-size: \"999999999999GiB\" (expected: ");
    }

    @Test
    void aHistoryThatCannotBe() throws IOException {
        refused("history:\n  store: mysql://db/history\n").hasMessage(at(2) + "history.store: expected: memory, sqlite, or"
                + " postgresql://HOST[:PORT]/DATABASE[?OPTION=VALUE...]; name and password are settings of their own");
        refused("history:\n  store: postgresql://me:secret@db/history\n").hasMessageStartingWith(at(2) + "history.store: ").hasMessageNotContaining("secret");
        refused("history:\n  reports: 99\n").hasMessage(at(2) + "history.reports: \"99\" (expected: a whole number, 100..10000000)");
        refused("history:\n  keep: 59m\n").hasMessage(at(2) + "history.keep: \"59m\" (expected: 1h..36500d)");
        refused("history:\n  size: 1KiB\n").hasMessage(at(2) + "history.size: \"1KiB\" (expected: 1048576..1125899906842624 bytes)");
        refused("history:\n  waiting: 1\n").hasMessage(at(2) + "history.waiting: \"1\" (expected: a whole number, 1000..1000000)");
    }

    @Test
    void fewerConnectionsThanOneClientUsuallyHasAreFine() throws IOException {
        Path file = Files.writeString(folder.resolve("good.yaml"), "limits:\n  connections: 10\n");
        org.assertj.core.api.Assertions.assertThat(SettingsFile.read(file, folder, name -> null).frontend().limits().connectionsPerClient()).isEqualTo(10);
    }

    @Test
    void aFileThatCannotBeRead() throws IOException {
        refused("trust:\n  extra-roots: [/nowhere/root.pem]\n").hasMessage(at(2)
                + "trust.extra-roots: \"/nowhere/root.pem\" is no readable file (expected: the path of a file that this user may read)");
        assertThatThrownBy(() -> SettingsFile.read(folder.resolve("absent.yaml"), folder, name -> null))
                .isInstanceOf(ConfigException.class).hasMessage(folder.resolve("absent.yaml") + ": there is no such file");
        assertThatThrownBy(() -> SettingsFile.read(folder, folder, name -> null)).isInstanceOf(ConfigException.class)
                .hasMessage(folder + ": cannot be read (IOException): check that it is a file and its permissions");
    }

    @Test
    void aCertificateFileWithoutACertificate() throws IOException {
        for (String content : List.of("", "no certificate\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) {
            Path root = Files.writeString(folder.resolve("root.pem"), content);
            refused("trust:\n  extra-roots: [" + root + "]\n").hasMessage(at(2) + "trust.extra-roots: " + root
                    + " holds no certificate that can be read (expected: X.509 certificates as PEM or DER)");
        }
    }

    @Test
    void aDamagedOverlayIsToldWithItsFileAndLine() throws IOException {
        Path overlay = Files.writeString(folder.resolve("mine.yaml"), "format: 1\nclient-errors: none\n");
        Path file = Files.writeString(folder.resolve("good.yaml"), "knowledge:\n  overlays: [" + overlay + "]\n");
        Settings settings = SettingsFile.read(file, folder, name -> null);
        assertThatThrownBy(() -> Helloscope.check(settings)).isInstanceOf(StartException.class)
                .hasMessage(overlay + ":2: client-errors: not a list (expected: - name: value)");
    }

    @Test
    void listeningBeyondLoopbackWithoutAPassword() throws IOException {
        refused("listen: 0.0.0.0:3128\n").hasMessage(at(1) + "listen: 0.0.0.0 is reachable from other machines, so access.clients (networks that"
                + " may use the proxy) or access.password-file must be set too (or listen on 127.0.0.1)");
    }

    @Test
    void aDashboardBeyondLoopbackWithoutAToken() throws IOException {
        refused("dashboard:\n  listen: 0.0.0.0:3129\n").hasMessage(at(2) + "dashboard.listen: 0.0.0.0 is reachable from other machines, so a"
                + " password-file or a token must be set too (or listen on 127.0.0.1)");
    }

    @Test
    void aTokenThatIsTooShort() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "short\n");
        refused("dashboard:\n  token-file: " + token + "\n").hasMessage(at(2) + "dashboard.token-file: token: 5 characters (expected: 16 or more)");
    }
}
