package io.helloscope.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.verdict.Audience;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Remedy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What to do where it is known who answered. */
class ProductRemedyTest {
    private static final Knowledge KNOWLEDGE = KnowledgeTables.load();

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"Node.js; https').createServer(", "Express (Node.js); app).listen(3000)", "Vite (Node.js); vite.config",
        "Next.js (Node.js); --experimental-https", "Werkzeug (Flask, Python); flask run --cert", "uvicorn; --ssl-keyfile", "gunicorn; --certfile",
        "Python http.server; http.server", "nginx/1.22.1; listen 443 ssl", "Apache Tomcat; server.ssl.certificate", "Eclipse Jetty; --add-modules=https",
        "HAProxy; bind :443 ssl", "Apache httpd; SSLEngine on", "lighttpd; ssl.engine"})
    void theFirstLineIsForTheProduct(String product, String line) {
        List<Remedy> remedies = KNOWLEDGE.remedies(Cause.SERVER_SPEAKS_HTTP, product);

        assertThat(remedies).isNotEmpty().allSatisfy(remedy -> assertThat(remedy.audience()).isEqualTo(Audience.SERVER_OWNER));
        assertThat(remedies.get(0).text()).contains(line);
    }

    @Test
    void otherProductsAndCausesHaveNone() {
        assertThat(KNOWLEDGE.remedies(Cause.SERVER_SPEAKS_HTTP, "FirewallX")).isEmpty();
        assertThat(KNOWLEDGE.remedies(Cause.CERTIFICATE_EXPIRED, "nginx")).isEmpty();
    }
}
