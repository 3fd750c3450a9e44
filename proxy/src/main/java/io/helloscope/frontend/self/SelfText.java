package io.helloscope.frontend.self;

import io.helloscope.frontend.answer.Answer;
import io.helloscope.report.Escape;
import io.helloscope.report.Recorded;
import io.helloscope.report.TextLines;
import java.time.Instant;
import java.util.List;

/** The page of a client's latest failures for a terminal: at most 100 columns, nothing but text, all of peers' making escaped. */
final class SelfText {
    private static final int LONGEST = 2_000;
    private static final String INDENT = "  ";

    private final StringBuilder text = new StringBuilder();

    private SelfText() {
    }

    static Answer of(List<Recorded> incidents, String address, Instant now) {
        SelfText page = new SelfText();
        page.text.append("What failed lately, and why\n\n");
        if (incidents.isEmpty()) {
            page.paragraph("", "Nothing of yours has failed since this proxy started, as far as it remembers.");
            page.text.append('\n');
        }
        incidents.forEach(incident -> page.incident(incident, now));
        page.howTo(address);
        return Answer.text(200, page.text.toString());
    }

    private void incident(Recorded incident, Instant now) {
        paragraph("", Words.what(incident));
        paragraph(INDENT, Words.when(incident, now));
        paragraph(INDENT, incident.text("helloscope.explanation").orElse(""));
        entry("Who", List.of(Words.who(incident)));
        entry("Who answered", incident.text("helloscope.product").stream().toList());
        entry("How we know", incident.texts("helloscope.evidence").stream().limit(SelfPage.MOST_EVIDENCE).toList());
        entry("What to do", incident.texts("helloscope.remedies"));
        entry("What Chromium shows", incident.text("helloscope.client_errors.chromium").stream().toList());
        entry("What Firefox shows", incident.text("helloscope.client_errors.firefox").stream().toList());
        entry("What curl shows", incident.text("helloscope.client_errors.curl").stream().toList());
        entry("Code", incident.text("helloscope.cause").stream().toList());
        text.append('\n');
    }

    private void entry(String name, List<String> texts) {
        if (!texts.isEmpty()) {
            text.append(INDENT).append(name).append(":\n");
            texts.forEach(one -> paragraph(INDENT + INDENT, one));
        }
    }

    private void howTo(String address) {
        text.append("""
                How to send a program through this proxy (browsers send localhost, 127.0.0.0/8 and [::1] past every
                proxy unless told otherwise, and no PAC file changes that):
                  curl      curl --noproxy '' -x http://%1$s https://localhost:3000/
                  Chromium  chromium --user-data-dir=/tmp/helloscope-profile --proxy-server=http://%1$s --proxy-bypass-list='<-loopback>'
                  Firefox   manual proxy %1$s, also for HTTPS, and network.proxy.allow_hijacking_localhost = true
                  Java      java -Dhttp.proxyHost=%2$s -Dhttp.proxyPort=%3$s -Dhttps.proxyHost=%2$s -Dhttps.proxyPort=%3$s -Dhttp.nonProxyHosts= ...
                  Node      NODE_USE_ENV_PROXY=1 HTTPS_PROXY=http://%1$s HTTP_PROXY=http://%1$s NO_PROXY= node ...
                  PAC file  http://%1$s/proxy.pac
                The same as JSON: curl -H 'Accept: application/json' -x http://%1$s http://helloscope.internal/
                """.formatted(shown(address), shown(Words.host(address)), shown(Words.port(address))));
    }

    private void paragraph(String indent, String raw) {
        TextLines.of(indent, indent, shown(raw)).forEach(line -> text.append(line).append('\n'));
    }

    /** What a document holds of peers is escaped already: what a terminal would still obey is, a backslash is not once more. */
    private static String shown(String raw) {
        return Escape.text(raw, LONGEST).replace("\\\\", "\\");
    }
}
