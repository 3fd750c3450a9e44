package io.helloscope.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages as browsers get them. */
@Timeout(60)
class StaticFilesTest {
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"(/[^\"#]*)\"|from '([^']+)'|import\\('([^']+)'\\)|(?:src|href): '(/[a-z/-]+\\.[a-z]+)'");

    private RunningWeb web;

    @BeforeEach
    void start() {
        web = new RunningWeb();
    }

    @AfterEach
    void stop() {
        web.close();
    }

    private static String type(HttpResponse<String> answer) {
        return answer.headers().firstValue("content-type").orElse("");
    }

    private static String cache(HttpResponse<String> answer) {
        return answer.headers().firstValue("cache-control").orElse("");
    }

    @ParameterizedTest
    @CsvSource({"/,text/html; charset=utf-8", "/index.html,text/html; charset=utf-8", "/app.js,text/javascript; charset=utf-8",
        "/style.css,text/css; charset=utf-8", "/favicon.svg,image/svg+xml; charset=utf-8"})
    void filesHaveTheirTypes(String path, String type) {
        HttpResponse<String> answer = web.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(type(answer)).isEqualTo(type);
        assertThat(cache(answer)).isEqualTo("no-cache");
    }

    @Test
    void everythingThatThePageReachesIsThereAndFromHere() {
        Set<String> seen = new HashSet<>();
        ArrayDeque<String> open = new ArrayDeque<>(Set.of("/"));
        while (!open.isEmpty()) {
            String path = open.remove();
            if (!seen.add(path)) {
                continue;
            }
            HttpResponse<String> answer = web.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            if (type(answer).matches("text/(html|javascript).*") && !path.startsWith("/webjars/")) {
                Matcher found = REFERENCE.matcher(answer.body());
                while (found.find()) {
                    String target = found.group(found.group(1) != null ? 1 : found.group(2) != null ? 2 : found.group(3) != null ? 3 : 4);
                    open.add(URI.create(path).resolve(target).getPath());
                }
            }
        }
        assertThat(seen).contains("/app.js", "/overview.js", "/incidents.js", "/incident.js", "/hosts.js", "/host.js", "/interception.js", "/explain.js", "/connect.js",
                "/settings.js", "/about.js", "/charts.js", "/uplot.js", "/preact.js", "/style.css", "/causes.html").anyMatch(path -> path.startsWith("/webjars/preact/"));
    }

    @Test
    void thePageHasNoInlineScriptOrStyleAndNamesNoOtherHost() {
        for (String path : List.of("/", "/app.js", "/api.js", "/charts.js", "/diagram.js", "/explain.js", "/host.js", "/hosts.js", "/incident.js", "/incidents.js", "/interception.js",
                "/overview.js", "/parts.js", "/row.js", "/router.js", "/setup.js", "/shell.js", "/style.css", "/windowed.js", "/words.js")) {
            String body = web.get(path).body();
            assertThat(body).as(path).doesNotContain("innerHTML", "dangerouslySetInnerHTML", "style=", "<style", "onclick=", "javascript:", "eval(", "@import", "url(");
            assertThat(body.replace("http://${host}:${port}", "").replace("https://localhost:3000/", "")).as(path).doesNotContain("http://", "https://");
        }
        assertThat(web.get("/").body()).doesNotContainPattern("<script(?![^>]* src=)");
    }

    @Test
    void everyPageHasAnAddressOfItsOwn() {
        String page = web.get("/").body();
        Matcher address = Pattern.compile("'(/[a-z]*)': \\(\\) => import").matcher(web.get("/router.js").body());
        int pages = 0;
        while (address.find()) {
            assertThat(web.get(address.group(1) + "?name=x").body()).as(address.group(1)).isEqualTo(page);
            pages++;
        }
        assertThat(pages).isEqualTo(12);
        assertThat(web.get("/explain.html").body()).isEqualTo(page);
    }

    @Test
    void theChartLibraryIsWhereThePageLooksForIt() {
        Matcher library = Pattern.compile("'(/webjars/uplot/[^']*)'").matcher(web.get("/uplot.js").body());
        while (library.find()) {
            assertThat(web.get(library.group(1)).statusCode()).as(library.group(1)).isEqualTo(200);
        }
    }

    @Test
    void anUnchangedFileIsNotSentAgain() {
        String tag = web.get("/app.js").headers().firstValue("etag").orElseThrow();
        HttpResponse<String> again = web.get("/app.js", "If-None-Match", "W/\"x\", " + tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("etag")).hasValue(tag);
        assertThat(web.get("/app.js", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    }

    @Test
    void librariesAreKeptForGoodSinceTheirPathHasTheirVersion() {
        Matcher library = Pattern.compile("'(/webjars/preact/[0-9.]+/[^']*)'").matcher(web.get("/preact.js").body());
        assertThat(library.find()).isTrue();
        HttpResponse<String> answer = web.get(library.group(1));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(cache(answer)).isEqualTo("public, max-age=31536000, immutable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/nothing.js", "/webjars/", "/webjars/preact/", "/webjars/..%2f..%2fMANIFEST.MF", "/..%2fapp.js", "/.hidden.js",
        "/webjars/preact/10.28.0/.js", "/META-INF/MANIFEST.MF", "/app.js/", "/%2e%2e/dashboard/app.js", "/WebServer.class", "/a%00.js"})
    void whatIsNoFileOfThePagesIsPlainlyNotFound(String path) {
        HttpResponse<String> answer = web.get(path);
        assertThat(answer.statusCode()).isIn(400, 404);
        assertThat(type(answer)).isIn("text/plain; charset=utf-8", "application/json; charset=utf-8");
    }
}
