package io.helloscope.web;

import io.helloscope.knowledge.CauseEntry;
import io.helloscope.knowledge.CauseReference;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Phase;
import io.helloscope.verdict.Remedy;

/** The causes' table as a page, a section with an anchor for each cause: the anchor is its code. */
final class CausesPage {
    private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <title>Causes - Helloscope</title>
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <link rel="icon" href="/favicon.svg" type="image/svg+xml">
              <link rel="stylesheet" href="/style.css">
            </head>
            <body>
            <a class="skip" href="#causes">Skip to the causes</a>
            <header class="top"><div class="bar"><a class="brand" href="/"><img src="/favicon.svg" alt="" width="28" height="28">Helloscope</a>
            </div><nav class="pages open" aria-label="Pages"><a href="/">Overview</a><a href="/incidents">Incidents</a><a href="/hosts">Hosts</a><a href="/clients">Clients</a>
            <a href="/interception">Interception</a><a href="/explain">Explain an error</a><a href="/causes.html" aria-current="page">Causes</a><a href="/connect">Connect</a>
            <a href="/settings">Settings</a><a href="/about">About</a></nav></header>
            <main id="causes" class="reference" tabindex="-1">
            <div class="headline"><h1>Causes</h1>
            <p class="lead">What can break a connection, how one sees that it is this and nothing else, what clients say, and what mends it.</p></div>
            """;

    private CausesPage() {
    }

    static String html(Knowledge knowledge) {
        StringBuilder out = new StringBuilder(HEAD);
        for (Phase phase : Phase.values()) {
            out.append("<h2>").append(escaped(CauseReference.heading(phase))).append("</h2>\n");
            for (Cause cause : Cause.values()) {
                if (knowledge.cause(cause).phase() == phase) {
                    section(out, knowledge.cause(cause), knowledge);
                }
            }
        }
        return out.append("</main>\n</body>\n</html>\n").toString();
    }

    private static void section(StringBuilder out, CauseEntry entry, Knowledge knowledge) {
        String code = entry.cause().code();
        out.append("<section class=\"card cause ").append(entry.phase().code()).append("\" id=\"").append(code).append("\">\n<h3><a href=\"#")
                .append(code).append("\">").append(escaped(entry.title())).append("</a></h3>\n<p class=\"fine\"><code>").append(code)
                .append("</code> · ").append(entry.failure() ? "usually caused by: " + entry.party().code() : "not a failure").append("</p>\n<p>")
                .append(text(entry.explanation())).append("</p>\n");
        knowledge.clientErrors().sign(entry.cause()).ifPresent(sign ->
                out.append("<p><b>How to see it:</b> ").append(text(sign)).append(".</p>\n"));
        knowledge.clientErrors().check(entry.cause()).ifPresent(run ->
                out.append("<pre class=\"wrap\">").append(escaped(run)).append("</pre>\n"));
        out.append("<h4>What to do</h4>\n<ul class=\"dots-list\">\n");
        for (Remedy remedy : entry.remedies()) {
            out.append("<li><b>").append(CauseReference.who(remedy.audience())).append(":</b> ").append(text(remedy.text())).append("</li>\n");
        }
        out.append("</ul>\n");
        texts(out, entry, knowledge);
        out.append("</section>\n");
    }

    private static void texts(StringBuilder out, CauseEntry entry, Knowledge knowledge) {
        var shown = CauseReference.texts(entry, knowledge);
        if (shown.isEmpty()) {
            return;
        }
        out.append("<details><summary>What clients show</summary><dl class=\"errors\">\n");
        shown.forEach((client, texts) -> {
            out.append("<div><dt>").append(escaped(client)).append("</dt><dd>");
            texts.forEach(text -> out.append("<code>").append(escaped(text)).append("</code><br>"));
            out.append("</dd></div>\n");
        });
        out.append("</dl></details>\n");
    }

    /** Escaped, with what stands between backticks as code. */
    private static String text(String text) {
        StringBuilder out = new StringBuilder();
        boolean code = false;
        for (String part : text.split("`", -1)) {
            out.append(code ? "<code>" + escaped(part) + "</code>" : escaped(part));
            code = !code;
        }
        return out.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
    }
}
