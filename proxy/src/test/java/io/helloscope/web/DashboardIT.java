package io.helloscope.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.Observation;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.testing.Chromium;
import io.helloscope.testing.Shared;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import java.nio.file.Files;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page as a person meets it, in a real browser. */
@Tag("real")
@Timeout(180)
class DashboardIT {
    private RunningWeb web;
    private Chromium browser;

    @BeforeEach
    void start() throws Exception {
        Shared.need(Files.isExecutable(Chromium.BINARY), Chromium.BINARY + " is absent");
        web = new RunningWeb();
        browser = new Chromium();
    }

    @AfterEach
    void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (web != null) {
            web.close();
        }
    }

    private void open(String path) {
        browser.open(web.uri(path));
        browser.awaitTrue("document.querySelector('.live.on')");
    }

    private long incidents() {
        return browser.evaluate("document.querySelectorAll('.incident').length").asLong();
    }

    @Test
    void anEmptyPageTellsHowToPointABrowserHere() {
        open("/");
        browser.awaitTrue("document.querySelector('.empty')");
        assertThat(browser.evaluate("document.querySelector('.empty').innerText").asText()).contains("--proxy-bypass-list='<-loopback>'",
                "--proxy-server=http://127.0.0.1:3128", "network.proxy.allow_hijacking_localhost", "-Dhttp.nonProxyHosts=", "NODE_USE_ENV_PROXY=1");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aFailureAppearsByItselfWithinASecondAndIsCounted() {
        open("/");
        browser.awaitTrue("document.querySelector('.empty')");
        browser.evaluate("window.appeared = new Promise(done => new MutationObserver(() => document.querySelector('.incident') && done(Date.now()))"
                + ".observe(document.body, {childList: true, subtree: true})), 0");
        long before = System.currentTimeMillis();
        web.add(Samples.failure(1, "broken.example", Cause.SERVER_SPEAKS_HTTP));
        assertThat(browser.evaluate("window.appeared").asLong() - before).isLessThan(1000);
        assertThat(browser.evaluate("document.querySelector('.incident').innerText").asText())
                .contains("broken.example:443", "The server speaks plain HTTP", "trusting a root CA cannot help", "the server", "certain", "server-speaks-http", "1 tunnel");
        browser.awaitTrue("document.querySelector('.numbers .bad dd')?.innerText === '1'");
        assertThat(browser.evaluate("document.querySelector('[aria-live=polite]').textContent").asText()).contains("broken.example");
        web.server.withdrawn(Samples.incidentId(1));
        browser.awaitTrue("!document.querySelector('.incident')");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void anIncidentOpensByKeyboardAndTellsEverything() {
        Scenes.fill(web, Instant.now());
        open("/");
        browser.awaitTrue("document.querySelector('.head')");
        browser.evaluate("document.querySelector('.head').focus(), 0");
        browser.press("Enter", 13);
        browser.awaitTrue("document.querySelector('.body:not([hidden])')");
        assertThat(browser.evaluate("document.querySelector('.body:not([hidden])').innerText").asText()).contains("If you run the server", "server bytes",
                "ERR_SSL_PROTOCOL_ERROR", "SSL_ERROR_RX_RECORD_TOO_LONG", "localhost.example", "TLS 1.3, TLS 1.2", "t13d", "by the server", "h2, http/1.1");
        assertThat(browser.evaluate("document.querySelector('.head').getAttribute('aria-expanded')").asText()).isEqualTo("true");
        assertThat(browser.evaluate("location.hash").asText()).isEqualTo("#" + Samples.incidentId(5));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void filtersAreInTheAddress() {
        Scenes.fill(web, Instant.now());
        open("/?phase=handshake&q=api");
        browser.awaitTrue("document.querySelector('.incident')");
        assertThat(incidents()).isEqualTo(1);
        browser.evaluate("(() => { const s = document.querySelector('select'); s.value = 'certificate'; s.dispatchEvent(new Event('change', {bubbles: true}));"
                + " const q = document.querySelector('input'); q.value = ''; q.dispatchEvent(new Event('input', {bubbles: true})); })(), 0");
        browser.awaitTrue("document.querySelector('.incident.certificate') && document.querySelectorAll('.incident').length === 1");
        assertThat(browser.evaluate("location.search").asText()).isEqualTo("?phase=certificate");
        open("/?party=proxy");
        browser.awaitTrue("document.querySelector('.quiet button')");
        browser.evaluate("document.querySelector('.quiet button').click(), 0");
        browser.awaitTrue("document.querySelectorAll('.incident').length === 5");
    }

    @Test
    void peersWordsAreNeverMarkup() {
        String hostile = "<img src=x onerror=\"window.owned=1\"><script>window.owned=1</script>";
        web.add(Samples.report(1, "<b>host</b>.example", "192.0.2.7", Cause.SERVER_SPEAKS_HTTP, Phase.HANDSHAKE, Party.SERVER, Outcome.FAILURE, hostile));
        open("/#" + Samples.incidentId(1));
        browser.awaitTrue("document.querySelector('.body:not([hidden])')");
        assertThat(browser.evaluate("document.querySelector('.incident').innerText").asText()).contains("<img src=x onerror=", "<b>host</b>.example");
        assertThat(browser.evaluate("document.querySelectorAll('.incident img, .incident script, .incident .where b').length").asLong()).isZero();
        assertThat(browser.evaluate("window.owned === undefined").asBoolean()).isTrue();
    }

    @Test
    void nothingIsWiderThanTheWindow() {
        Scenes.fill(web, Instant.now());
        web.add(Scenes.incident(9, Instant.now(), "a".repeat(63) + "." + "b".repeat(63) + ".example", 65_535, "2001:db8:1234:5678:9abc:def0:1234:5678",
                java.util.Optional.of("x".repeat(300)), Observation.NONE, 1, Samples.failure(1, "a.example", Cause.SERVER_SPEAKS_HTTP).diagnosis()));
        for (int width : new int[] {360, 768, 1400}) {
            browser.look(width, 800, width == 768 ? "dark" : "light");
            open("/#" + Samples.incidentId(9));
            browser.awaitTrue("document.querySelector('.body:not([hidden])')");
            assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt()).as("at " + width).isLessThanOrEqualTo(width);
        }
    }

    @Test
    void thePageRecoversWhenTheServerComesBack() throws Exception {
        open("/");
        int port = web.server.address().getPort();
        web.close();
        browser.awaitTrue("document.querySelector('.live.off')");
        web = new RunningWeb(new WebSettings(WebSettings.address("127.0.0.1:" + port), java.util.Set.of(), java.util.Optional.empty(), java.util.Optional.empty()));
        web.add(Samples.failure(1, "after.example", Cause.SERVER_SPEAKS_HTTP));
        browser.awaitTrue("document.querySelector('.live.on') && document.querySelector('.incident')");
    }

    @Test
    void aPastedErrorIsExplainedWithItsIncidents() {
        web.add(Samples.failure(1, "broken.example", Cause.SERVER_SPEAKS_HTTP));
        browser.open(web.uri("/explain.html"));
        browser.awaitTrue("document.querySelector('textarea')");
        browser.evaluate("(() => { const t = document.querySelector('textarea'); t.value = 'GET https://broken.example/ net::ERR_SSL_PROTOCOL_ERROR';"
                + " t.dispatchEvent(new Event('input', {bubbles: true})); document.querySelector('form button').click(); })(), 0");
        browser.awaitTrue("document.querySelector('.verdict.handshake')");
        assertThat(browser.evaluate("document.querySelector('.explained').innerText").asText()).contains("trusting a root CA cannot mend it",
                "ERR_SSL_PROTOCOL_ERROR", "broken.example:443", "The server speaks plain HTTP on this port", "It is this one if:", "curl -v http://HOST:PORT/");
        assertThat(browser.evaluate("location.search").asText()).contains("ERR_SSL_PROTOCOL_ERROR");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aLinkAsksByItselfAndItsWordsAreNeverMarkup() throws Exception {
        String hostile = "<img src=x onerror=window.owned=1>\"'`<script>window.owned=1</script> ERR_CERT_REVOKED";
        browser.open(web.uri("/explain.html?text=" + java.net.URLEncoder.encode(hostile, java.nio.charset.StandardCharsets.UTF_8)));
        browser.awaitTrue("document.querySelector('.verdict.certificate')");
        assertThat(browser.evaluate("document.querySelector('textarea').value").asText()).isEqualTo(hostile);
        assertThat(browser.evaluate("window.owned === undefined && !document.querySelector('main img, main script')").asBoolean()).isTrue();
        browser.open(web.uri("/explain.html?text=zzz+local+issuer"));
        browser.awaitTrue("document.querySelector('.verdict')");
        assertThat(browser.evaluate("document.querySelector('.explained').innerText").asText()).contains("Nothing is known about this text");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theReferenceFitsEveryWidthAndIsLinkedFromTheCause() {
        web.add(Samples.failure(1, "broken.example", Cause.SERVER_SPEAKS_HTTP));
        open("/");
        browser.awaitTrue("document.querySelector('.facts a')");
        assertThat(browser.evaluate("document.querySelector('.facts a').getAttribute('href')").asText()).isEqualTo("/causes.html#server-speaks-http");
        for (int width : new int[] {360, 1400}) {
            browser.look(width, 800, "light");
            for (String path : new String[] {"/causes.html#certificate-expired", "/explain.html?text=ERR_SSL_PROTOCOL_ERROR"}) {
                browser.open(web.uri(path));
                browser.awaitTrue("document.readyState === 'complete' && document.querySelector('.cause')");
                browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true), 0");
                assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt()).as(path + " at " + width).isLessThanOrEqualTo(width);
            }
        }
        assertThat(browser.complaints()).isEmpty();
    }
}
