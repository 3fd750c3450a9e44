package io.helloscope.web;

import io.helloscope.access.Passwords;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use the dashboard. */
@Timeout(60)
class AccessTest {
    private static final String TOKEN = "a-token-of-some-length";

    @TempDir
    Path folder;

    private static WebSettings settings(String listen, Set<String> hosts, Optional<Passwords> passwords, Optional<String> token) {
        return new WebSettings(WebSettings.address(listen), hosts, passwords, token);
    }

    private Passwords passwords(String... pairs) throws Exception {
        StringBuilder text = new StringBuilder("# who may look\n\n");
        for (String pair : pairs) {
            int colon = pair.indexOf(':');
            byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
            text.append(pair, 0, colon + 1).append(OpenBSDBCrypt.generate("2y", pair.substring(colon + 1).toCharArray(), salt, 4)).append('\n');
        }
        return Passwords.read(Files.writeString(folder.resolve("passwords"), text));
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String ask(RunningWeb web, String... lines) {
        return web.raw("GET /api/v1/about HTTP/1.1\r\nConnection: close\r\n" + String.join("\r\n", lines) + "\r\n\r\n").split("\r\n", 2)[0];
    }

    @Test
    void onlyNamesOfOursAreAnswered() {
        try (RunningWeb web = new RunningWeb(settings("127.0.0.1:0", Set.of("Scope.Example"), Optional.empty(), Optional.empty()))) {
            for (String ours : new String[] {"localhost", "LOCALHOST:3129", "127.0.0.1:99", "127.9.9.9", "[::1]:3129", "scope.example:8080", "x.localhost"}) {
                assertThat(ask(web, "Host: " + ours)).as(ours).startsWith("HTTP/1.1 200 ");
            }
            for (String foreign : new String[] {"evil.example", "evil.example:3129", "192.0.2.1", "localhost.evil.example", "127.0.0.1.evil.example", "[::2]", "scope.example.evil"}) {
                assertThat(ask(web, "Host: " + foreign)).as(foreign).startsWith("HTTP/1.1 421 ");
            }
        }
    }

    @Test
    void aRequestWithoutAHostOfOursIsRefused() {
        try (RunningWeb web = new RunningWeb()) {
            assertThat(ask(web, "X: y")).matches("HTTP/1.1 4[0-9]{2} .*");
            assertThat(ask(web, "Host: evil.example", "Host: localhost")).matches("HTTP/1.1 4[0-9]{2} .*");
            assertThat(ask(web, "Host:")).matches("HTTP/1.1 4[0-9]{2} .*");
        }
    }

    @Test
    void itIsNoProxy() {
        try (RunningWeb web = new RunningWeb()) {
            assertThat(web.raw("GET http://localhost/api/v1/about HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 400 ");
            assertThat(web.raw("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 400 ");
            assertThat(web.raw("CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void whatCameThroughTheProxyIsRefused() {
        try (RunningWeb web = new RunningWeb()) {
            assertThat(ask(web, "Host: localhost", "Via: 1.1 helloscope")).startsWith("HTTP/1.1 403 ");
            assertThat(ask(web, "Host: localhost", "Via: 1.0 other, 1.1 Helloscope (0.1)")).startsWith("HTTP/1.1 403 ");
            assertThat(ask(web, "Host: localhost", "Via: 1.1 nginx")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void pagesOfOtherOriginsCanLinkButNotRead() {
        try (RunningWeb web = new RunningWeb()) {
            assertThat(ask(web, "Host: localhost", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors")).startsWith("HTTP/1.1 403 ");
            assertThat(ask(web, "Host: localhost", "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors")).startsWith("HTTP/1.1 403 ");
            assertThat(ask(web, "Host: localhost", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors")).startsWith("HTTP/1.1 200 ");
            assertThat(ask(web, "Host: localhost", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aTokenLetsInAsBearerAndAsPassword() {
        try (RunningWeb web = new RunningWeb(settings("127.0.0.1:0", Set.of(), Optional.empty(), Optional.of(TOKEN)))) {
            HttpResponse<String> refused = web.get("/api/v1/reports");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("www-authenticate")).hasValue("Basic realm=\"Helloscope\", charset=\"UTF-8\"");
            assertThat(web.get("/").statusCode()).isEqualTo(401);
            assertThat(web.get("/metrics").statusCode()).isEqualTo(401);
            assertThat(web.get("/api/v1/live").statusCode()).isEqualTo(401);
            assertThat(web.get("/metrics", "Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
            assertThat(web.get("/metrics", "Authorization", basic("anyone:" + TOKEN)).statusCode()).isEqualTo(200);
            assertThat(web.get("/metrics", "Authorization", "Bearer " + TOKEN + "x").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void healthAnswersStrangersWithItsStatusOnly() {
        try (RunningWeb web = new RunningWeb(settings("127.0.0.1:0", Set.of(), Optional.empty(), Optional.of(TOKEN)))) {
            assertThat(web.get("/health").body()).isEqualTo("{\"status\":\"up\"}");
            assertThat(web.json("/health", "Authorization", "Bearer " + TOKEN).get("tunnels").asInt()).isEqualTo(3);
            assertThat(web.get("/health", "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void passwordsOfTheFileLetIn() throws Exception {
        Passwords file = passwords("ann:correct horse", "bob:pässwörd:with colon");
        try (RunningWeb web = new RunningWeb(settings("127.0.0.1:0", Set.of(), Optional.of(file), Optional.empty()))) {
            for (String right : new String[] {"ann:correct horse", "bob:pässwörd:with colon", "ann:correct horse"}) {
                assertThat(web.get("/metrics", "Authorization", basic(right)).statusCode()).as(right).isEqualTo(200);
            }
            for (String wrong : new String[] {"ann:", "ann:correct hors", "bob:correct horse", "eve:correct horse", "ann", ":", "ann:" + "a".repeat(100)}) {
                assertThat(web.get("/metrics", "Authorization", basic(wrong)).statusCode()).as(wrong).isEqualTo(401);
            }
            assertThat(web.get("/metrics", "Authorization", "Basic ***").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void passwordsThatAgreeInBcryptsSeventyTwoBytesAreNotTheSame() throws Exception {
        String long72 = "a".repeat(72);
        Passwords file = passwords("ann:" + long72);
        assertThat(file.matches("ann", long72)).isTrue();
        assertThat(file.matches("ann", long72 + "b")).isFalse();
    }

    @Test
    void guessingIsStoppedForThatAddressEvenWithTheRightCredentials() {
        try (RunningWeb web = new RunningWeb(settings("127.0.0.1:0", Set.of(), Optional.empty(), Optional.of(TOKEN)))) {
            for (int i = 0; i < Login.MOST_FAILURES; i++) {
                assertThat(web.get("/metrics", "Authorization", "Bearer guess-" + i).statusCode()).isEqualTo(401);
            }
            HttpResponse<String> stopped = web.get("/metrics", "Authorization", "Bearer " + TOKEN);
            assertThat(stopped.statusCode()).isEqualTo(429);
            assertThat(stopped.headers().firstValue("retry-after")).hasValue("60");
        }
    }

    @Test
    void guessingMayGoOnAfterAMinuteAndForOthersAtOnce() throws Exception {
        java.util.concurrent.atomic.AtomicLong now = new java.util.concurrent.atomic.AtomicLong();
        Login login = new Login(settings("127.0.0.1:0", Set.of(), Optional.empty(), Optional.of(TOKEN)), now::get);
        java.net.InetAddress guesser = java.net.InetAddress.getByName("2001:db8::1");
        for (int i = 0; i < Login.MOST_FAILURES; i++) {
            assertThat(login.judge(guesser, Optional.of("Bearer x"))).isEqualTo(Login.Verdict.WRONG);
        }
        Optional<String> right = Optional.of("Bearer " + TOKEN);
        assertThat(login.judge(guesser, right)).isEqualTo(Login.Verdict.TOO_MANY);
        assertThat(login.judge(java.net.InetAddress.getByName("2001:db8::2"), right)).isEqualTo(Login.Verdict.TOO_MANY);
        assertThat(login.judge(java.net.InetAddress.getByName("2001:db8:0:1::1"), right)).isEqualTo(Login.Verdict.RIGHT);
        now.addAndGet(Login.WINDOW.toNanos());
        assertThat(login.judge(guesser, right)).isEqualTo(Login.Verdict.RIGHT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:3129", "[::]:3129", "192.0.2.1:3129"})
    void listeningForOtherMachinesWithoutCredentialsIsASettingsError(String listen) throws Exception {
        assertThatThrownBy(() -> settings(listen, Set.of(), Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("a password-file or a token must be set");
        assertThat(settings(listen, Set.of(), Optional.empty(), Optional.of(TOKEN)).asksForCredentials()).isTrue();
        assertThat(settings(listen, Set.of(), Optional.of(passwords("a:b")), Optional.empty()).asksForCredentials()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"3129", "localhost", "::1:3129", "127.0.0.1:x", "127.0.0.1:70000", ":3129", "no-such-name.invalid:1"})
    void anAddressThatCannotBeListenedOnIsNamed(String text) {
        assertThatThrownBy(() -> WebSettings.address(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("expected: ");
    }

    @Test
    void weakTokensAndStrangeHostNamesAreSettingsErrors() {
        assertThatThrownBy(() -> settings("127.0.0.1:0", Set.of(), Optional.empty(), Optional.of("short")))
                .hasMessage("token: 5 characters (expected: 16 or more)");
        assertThatThrownBy(() -> settings("127.0.0.1:0", Set.of("http://a"), Optional.empty(), Optional.empty()))
                .hasMessageContaining("\"http://a\" is no host name");
    }

    @Test
    void aDamagedPasswordFileIsNamedWithItsLine() throws Exception {
        Path file = folder.resolve("bad");
        Files.writeString(file, "# fine\nann:secret\n");
        assertThatThrownBy(() -> Passwords.read(file)).hasMessageContaining(file + " line 2: no user and bcrypt hash");
        Files.writeString(file, "# nobody\n");
        assertThatThrownBy(() -> Passwords.read(file)).hasMessageContaining(file + ": no user");
        assertThatThrownBy(() -> Passwords.read(folder.resolve("absent"))).hasMessageContaining("cannot be read");
    }
}
