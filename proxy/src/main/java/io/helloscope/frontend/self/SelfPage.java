package io.helloscope.frontend.self;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helloscope.bytes.Bytes;
import io.helloscope.frontend.answer.Answer;
import io.helloscope.frontend.answer.Html;
import io.helloscope.report.Recorded;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The page of a client's latest failures, without script; or the same as text or JSON. */
final class SelfPage {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final int MOST_EVIDENCE = 5;

    private SelfPage() {
    }

    static Answer of(List<Recorded> incidents, Site.Form form, String address, Instant now) {
        return switch (form) {
            case PAGE -> page(incidents, address, now);
            case TEXT -> SelfText.of(incidents, address, now);
            case JSON -> json(incidents);
        };
    }

    private static Answer json(List<Recorded> incidents) {
        try {
            byte[] body = JSON.writeValueAsBytes(Map.of("incidents", incidents.stream().map(Recorded::document).toList()));
            return new Answer(200, List.of(), "application/json", Bytes.of(body));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Answer page(List<Recorded> incidents, String address, Instant now) {
        StringBuilder body = new StringBuilder("<h1>What failed lately, and why</h1>\n");
        if (incidents.isEmpty()) {
            body.append("<p>Nothing of yours has failed since this proxy started, as far as it remembers.</p>\n");
        } else {
            incidents.forEach(incident -> article(body, incident, now));
        }
        body.append(howTo(address, incidents.isEmpty()));
        return Answer.page(200, Html.page("Helloscope: what failed lately", body.toString()));
    }

    private static void article(StringBuilder body, Recorded incident, Instant now) {
        body.append("<article>\n<h2>").append(Html.text(Words.what(incident))).append("</h2>\n<p class=\"quiet\">")
                .append(Html.text(Words.when(incident, now))).append("</p>\n<p>")
                .append(Html.text(incident.text("helloscope.explanation").orElse(""))).append("</p>\n<dl>\n");
        entry(body, "Who", Words.who(incident));
        incident.text("helloscope.product").ifPresent(product -> entry(body, "Who answered", product));
        list(body, "How we know", incident.texts("helloscope.evidence").stream().limit(MOST_EVIDENCE).toList());
        list(body, "What to do", incident.texts("helloscope.remedies"));
        incident.text("helloscope.client_errors.chromium").ifPresent(error -> entry(body, "What Chromium shows", error));
        incident.text("helloscope.client_errors.firefox").ifPresent(error -> entry(body, "What Firefox shows", error));
        incident.text("helloscope.cause").ifPresent(cause -> entry(body, "Code", cause));
        body.append("</dl>\n</article>\n");
    }

    private static void entry(StringBuilder body, String name, String text) {
        body.append("<dt>").append(Html.text(name)).append("</dt><dd>").append(Html.text(text)).append("</dd>\n");
    }

    private static void list(StringBuilder body, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            body.append("<dt>").append(Html.text(name)).append("</dt>");
            texts.forEach(text -> body.append("<dd>").append(Html.text(text)).append("</dd>"));
            body.append('\n');
        }
    }

    private static String howTo(String address, boolean open) {
        return """
                <details%s>
                <summary>How to send a program through this proxy</summary>
                <p>Browsers send <code>localhost</code>, <code>127.0.0.0/8</code> and <code>[::1]</code> past every proxy unless told
                otherwise, and no PAC file changes that. These do:</p>
                <dl>
                <dt>Chromium, Chrome, Edge</dt>
                <dd><pre>chromium --user-data-dir=/tmp/helloscope-profile --proxy-server=http://%2$s --proxy-bypass-list='&lt;-loopback&gt;'</pre></dd>
                <dt>Firefox</dt>
                <dd>Settings, Network Settings: manual proxy %2$s, also for HTTPS; then set
                <code>network.proxy.allow_hijacking_localhost</code> to true in <code>about:config</code>.</dd>
                <dt>curl</dt>
                <dd><pre>curl --noproxy '' -x http://%2$s https://localhost:3000/</pre></dd>
                <dt>Java</dt>
                <dd><pre>java -Dhttp.proxyHost=%3$s -Dhttp.proxyPort=%4$s -Dhttps.proxyHost=%3$s -Dhttps.proxyPort=%4$s -Dhttp.nonProxyHosts= ...</pre></dd>
                <dt>Node</dt>
                <dd><pre>NODE_USE_ENV_PROXY=1 HTTPS_PROXY=http://%2$s HTTP_PROXY=http://%2$s NO_PROXY= node ...</pre></dd>
                <dt>Anything that reads a PAC file</dt>
                <dd><code>http://%2$s/proxy.pac</code></dd>
                </dl>
                </details>
                """.formatted(open ? " open" : "", Html.text(address), Html.text(Words.host(address)), Html.text(Words.port(address)));
    }
}
