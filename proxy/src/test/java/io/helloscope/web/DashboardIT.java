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
        return browser.evaluate("document.querySelectorAll('.row').length").asLong();
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
        browser.evaluate("window.appeared = new Promise(done => new MutationObserver(() => document.querySelector('.row') && done(Date.now()))"
                + ".observe(document.body, {childList: true, subtree: true})), 0");
        long before = System.currentTimeMillis();
        web.add(Samples.failure(1, "broken.example", Cause.SERVER_SPEAKS_HTTP));
        assertThat(browser.evaluate("window.appeared").asLong() - before).isLessThan(1000);
        assertThat(browser.evaluate("document.querySelector('.row').innerText").asText())
                .contains("broken.example:443", "The server speaks plain HTTP", "Handshake", "the server", "certain", "1 connection");
        browser.awaitTrue("document.querySelector('.numbers .bad dd')?.innerText === '1'");
        assertThat(browser.evaluate("document.querySelector('[aria-live=polite]').textContent").asText()).contains("broken.example");
        web.server.withdrawn(Samples.incidentId(1));
        browser.awaitTrue("!document.querySelector('.row')");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void anIncidentOpensByKeyboardAndTellsEverything() {
        Scenes.fill(web, Instant.now());
        open("/incidents");
        browser.awaitTrue("document.querySelectorAll('.row').length === 5");
        browser.evaluate("document.querySelector('.row').focus(), 0");
        browser.press("Enter", 13);
        browser.awaitTrue("document.querySelector('.sequence')");
        assertThat(browser.evaluate("document.querySelector('main').innerText").asText()).contains("The server speaks plain HTTP", "trusting a root CA cannot help",
                "If you run the server", "server bytes", "ERR_SSL_PROTOCOL_ERROR", "SSL_ERROR_RX_RECORD_TOO_LONG", "server-speaks-http", "TLS 1.3");
        browser.awaitTrue("document.querySelector('main').innerText.includes('No healthy connection to this host and port')");
        assertThat(browser.evaluate("document.querySelector('.diagram ol').textContent").asText()).contains("client to server: ClientHello (ALPN h2, http/1.1)",
                "server to client: plain text: HTTP/1.1 400 Bad Request", "here it broke");
        browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true), 0");
        assertThat(browser.evaluate("document.querySelector('main').innerText").asText()).contains("localhost.example", "TLS 1.3, TLS 1.2", "t13d", "h2, http/1.1");
        assertThat(browser.evaluate("location.search").asText()).isEqualTo("?id=" + Samples.incidentId(5));
        assertThat(browser.evaluate("document.title").asText()).contains("localhost:3000: The server speaks plain HTTP");
        assertThat(browser.evaluate("document.activeElement.id").asText()).isEqualTo("main");
        browser.evaluate("history.back(), 0");
        browser.awaitTrue("document.querySelectorAll('.row').length === 5");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whatWorkedBeforeIsComparedWithTheFailure() {
        web.add(Samples.success(1, "once.example"));
        web.add(Samples.failure(2, "once.example", Cause.SERVER_SPEAKS_HTTP));
        open("/incident?id=" + Samples.incidentId(2));
        browser.awaitTrue("document.body.innerText.includes('The last time it worked')");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void filtersAreInTheAddress() {
        Scenes.fill(web, Instant.now());
        open("/incidents?phase=handshake&q=api");
        browser.awaitTrue("document.querySelector('.row')");
        assertThat(incidents()).isEqualTo(1);
        browser.evaluate("(() => { const s = document.querySelector('select'); s.value = 'certificate'; s.dispatchEvent(new Event('change', {bubbles: true}));"
                + " const q = document.querySelector('input'); q.value = ''; q.dispatchEvent(new Event('input', {bubbles: true})); })(), 0");
        browser.awaitTrue("document.querySelector('.row.certificate') && document.querySelectorAll('.row').length === 1");
        assertThat(browser.evaluate("location.search").asText()).isEqualTo("?phase=certificate");
        open("/incidents?party=proxy");
        browser.awaitTrue("document.querySelector('.quiet a')");
        browser.evaluate("document.querySelector('.quiet a').click(), 0");
        browser.awaitTrue("document.querySelectorAll('.row').length === 5");
        open("/incidents?group=cause&show=all");
        browser.awaitTrue("document.querySelectorAll('.group-head').length === 5 && !document.querySelector('.row')");
        browser.evaluate("document.querySelector('.group-head').click(), 0");
        browser.awaitTrue("document.querySelectorAll('.row').length === 1");
        open("/incidents?host=api.example.com");
        browser.awaitTrue("document.querySelector('.only button')?.innerText.includes('api.example.com') && document.querySelectorAll('.row').length === 1");
    }

    @Test
    void whatIsAcknowledgedOrMutedLeavesTheListInThisBrowserOnly() {
        Scenes.fill(web, Instant.now());
        open("/incident?id=" + Samples.incidentId(5));
        browser.awaitTrue("document.querySelector('.note-label input')");
        browser.evaluate("(() => { const i = document.querySelector('.note-label input'); i.value = '<b>ticket</b> 7'; i.dispatchEvent(new Event('input', {bubbles: true})); })(), 0");
        browser.awaitTrue("document.querySelector('.note-label input').value.includes('ticket')");
        browser.evaluate("[...document.querySelectorAll('button')].find(b => b.innerText.startsWith('Acknowledge')).click(), 0");
        browser.awaitTrue("document.querySelector('main').innerText.includes('<b>ticket</b> 7')");
        open("/incidents");
        browser.awaitTrue("document.querySelectorAll('.row').length === 4");
        open("/incidents?show=marked");
        browser.awaitTrue("document.querySelector('.mark')?.innerText === 'acknowledged'");
        open("/incident?id=" + Samples.incidentId(4));
        browser.awaitTrue("document.querySelector('.note-label input')");
        browser.evaluate("[...document.querySelectorAll('button')].find(b => b.innerText.startsWith('Mute')).click(), 0");
        browser.awaitTrue("[...document.querySelectorAll('button')].some(b => b.innerText === 'Take back')");
        open("/incidents");
        browser.awaitTrue("document.querySelectorAll('.row').length === 3");
    }

    @Test
    void peersWordsAreNeverMarkup() {
        String hostile = "<img src=x onerror=\"window.owned=1\"><script>window.owned=1</script>";
        web.add(Samples.report(1, "<b>host</b>.example", "192.0.2.7", Cause.SERVER_SPEAKS_HTTP, Phase.HANDSHAKE, Party.SERVER, Outcome.FAILURE, hostile));
        // The address of links that the first version of the page had.
        open("/#" + Samples.incidentId(1));
        browser.awaitTrue("document.querySelector('.sequence')");
        assertThat(browser.evaluate("document.querySelector('main').innerText").asText()).contains("<img src=x onerror=", "<b>host</b>.example");
        assertThat(browser.evaluate("document.querySelectorAll('main img, main script, main h1 b').length").asLong()).isZero();
        open("/");
        browser.awaitTrue("document.querySelector('.row')");
        open("/host?name=" + java.net.URLEncoder.encode(hostile, java.nio.charset.StandardCharsets.UTF_8));
        browser.awaitTrue("document.querySelector('h1')?.innerText.includes('<img')");
        assertThat(browser.evaluate("window.owned === undefined && !document.querySelector('main img, main script')").asBoolean()).isTrue();
    }

    @Test
    void theLettersAreWholeAndEscapeEverything() {
        String hostile = "<img src=x onerror=\"window.owned=1\"> [x](javascript:alert(1)) `code` | ~~~ ```\n# Heading";
        web.add(Samples.report(1, "<b>host</b>.example", "192.0.2.7", Cause.SERVER_SPEAKS_HTTP, Phase.HANDSHAKE, Party.SERVER, Outcome.FAILURE, hostile));
        open("/about");
        String html = letter("html");
        assertThat(html).contains("<!doctype html>", "default-src &#39;none&#39;".replace("&#39;", "'"), "&#60;b&#62;host", "192.0.2.7").doesNotContain("<img", "<b>", "<script");
        String markdown = letter("markdown");
        assertThat(markdown).contains("\\<img src=x", "\\[x\\]\\(javascript:alert\\(1\\)\\)", "\\`code\\`", "\\| \\~\\~\\~").doesNotContain("\n# Heading", "<img src=x onerror".concat("=\"window.owned=1\"> ["));
        assertThat(browser.evaluate("import('/letter.js').then(l => fetch('/api/v1/incidents/" + Samples.incidentId(1) + "').then(a => a.json()).then(incident =>"
                + " l.html({incident: l.named(incident)})))").asText()).doesNotContain("192.0.2.7");
    }

    private String letter(String form) {
        return browser.evaluate("import('/letter.js').then(l => fetch('/api/v1/incidents/" + Samples.incidentId(1) + "').then(a => a.json()).then(incident => l." + form
                + "({incident})))").asText();
    }

    @Test
    void aHundredThousandIncidentsScrollSmoothly() {
        open("/about");
        browser.evaluate("Promise.all([import('/feed.js'), import('/windowed.js'), import('/preact.js'), import('/row.js')]).then(([f, w, p, r]) => {"
                + " const feed = new f.Feed({}, () => {}); const at = n => new Date(1.7e12 + n * 1000).toISOString();"
                + " for (let n = 0; n < 100000; n++) feed.accept({'@timestamp': at(n), destination: {domain: 'h' + n + '.example', port: 443}, helloscope: {incident: 'i' + n, title: 'Title ' + n, phase: 'handshake'}});"
                + " const root = document.createElement('div'); document.querySelector('main').replaceChildren(root);"
                + " p.render(p.h(w.Windowed, {items: feed.rows, heights: r.ROW_HEIGHTS, name: 'x', row: item => r.incidentRow(item)}), root); window.feed = feed; })");
        browser.awaitTrue("document.querySelector('.row')?.innerText.includes('h99999.example')");
        assertThat(browser.evaluate("document.querySelectorAll('.row').length").asInt()).isBetween(5, 60);
        long slowest = browser.evaluate("new Promise(done => { let slowest = 0, n = 0, before = performance.now(); const step = () => { const now = performance.now();"
                + " slowest = Math.max(slowest, now - before); before = now; if (++n > 60) return done(Math.round(slowest)); scrollTo(0, n * 100000); requestAnimationFrame(step); };"
                + " requestAnimationFrame(step); })").asLong();
        browser.evaluate("scrollTo(0, document.documentElement.scrollHeight), 0");
        browser.awaitTrue("[...document.querySelectorAll('.row')].some(row => row.innerText.includes('h0.example'))");
        assertThat(browser.evaluate("document.querySelectorAll('.row').length").asInt()).isBetween(5, 60);
        System.out.println("100 000 incidents: slowest frame while scrolling " + slowest + " ms");
    }

    @Test
    void nothingIsWiderThanTheWindow() {
        Scenes.fill(web, Instant.now());
        web.add(Scenes.incident(9, Instant.now(), "a".repeat(63) + "." + "b".repeat(63) + ".example", 65_535, "2001:db8:1234:5678:9abc:def0:1234:5678",
                java.util.Optional.of("x".repeat(300)), Observation.NONE, 1, Samples.failure(1, "a.example", Cause.SERVER_SPEAKS_HTTP).diagnosis()));
        browser.look(360, 800, "light");
        open("/incident?id=" + Samples.incidentId(9));
        for (String path : new String[] {"/incident?id=" + Samples.incidentId(9), "/", "/incidents", "/hosts", "/clients", "/interception", "/connect", "/settings", "/about"}) {
            browser.evaluate("import('/router.js').then(router => router.go('" + path + "'))");
            browser.awaitTrue("location.pathname + location.search === '" + path + "' && document.querySelector('h1') && !document.querySelector('main').innerText.includes('Reading…')");
            browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true), 0");
            assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt()).as(path).isLessThanOrEqualTo(360);
        }
        browser.look(768, 800, "dark");
        open("/incident?id=" + Samples.incidentId(9));
        browser.awaitTrue("document.querySelector('.sequence')");
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(768);
    }

    @Test
    void thePageRecoversWhenTheServerComesBack() throws Exception {
        open("/");
        int port = web.server.address().getPort();
        web.close();
        browser.awaitTrue("document.querySelector('.live.off')");
        web = new RunningWeb(new WebSettings(WebSettings.address("127.0.0.1:" + port), java.util.Set.of(), java.util.Optional.empty(), java.util.Optional.empty()));
        web.add(Samples.failure(1, "after.example", Cause.SERVER_SPEAKS_HTTP));
        browser.awaitTrue("document.querySelector('.live.on') && document.querySelector('.row')");
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
        open("/incident?id=" + Samples.incidentId(1));
        browser.awaitTrue("document.querySelector('.facts a[href^=\"/causes\"]')");
        assertThat(browser.evaluate("document.querySelector('.facts a[href^=\"/causes\"]').getAttribute('href')").asText()).isEqualTo("/causes.html#server-speaks-http");
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
