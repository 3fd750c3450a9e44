package io.helloscope.knowledge;

import io.helloscope.verdict.Audience;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Phase;
import io.helloscope.verdict.Remedy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes the causes' table as a document for people, a section with an anchor for each cause. */
public final class CauseReference {
    private CauseReference() {
    }

    /** The document in Markdown; the anchor of a cause is its code. */
    public static String markdown(Knowledge knowledge) {
        StringBuilder out = new StringBuilder("# Causes\n");
        for (Phase phase : Phase.values()) {
            out.append("\n## ").append(heading(phase)).append('\n');
            for (Cause cause : Cause.values()) {
                CauseEntry entry = knowledge.cause(cause);
                if (entry.phase() == phase) {
                    section(out, entry, knowledge);
                }
            }
        }
        return out.toString();
    }

    /** What the causes of a phase have in common. */
    public static String heading(Phase phase) {
        return switch (phase) {
            case NETWORK -> "Before TLS: names, connections, proxies";
            case HANDSHAKE -> "In the handshake: trusting a root certificate cannot mend these";
            case CERTIFICATE -> "The certificate";
            case ESTABLISHED -> "After the handshake";
        };
    }

    private static void section(StringBuilder out, CauseEntry entry, Knowledge knowledge) {
        out.append("\n<a id=\"").append(entry.cause().code()).append("\"></a>\n### ").append(entry.title()).append("\n\n`")
                .append(entry.cause().code()).append("`, ").append(entry.failure() ? "usually caused by: " + entry.party().code() : "not a failure")
                .append("\n\n").append(text(entry.explanation())).append('\n');
        knowledge.clientErrors().sign(entry.cause()).ifPresent(sign -> out.append("\nHow to see it: ").append(text(sign)).append(".\n"));
        knowledge.clientErrors().check(entry.cause()).ifPresent(run -> out.append("\nTo look: `").append(run).append("`\n"));
        Map<String, List<String>> shown = texts(entry, knowledge);
        if (!shown.isEmpty()) {
            out.append("\n| client | shows |\n|---|---|\n");
            shown.forEach((client, texts) -> texts.forEach(text ->
                    out.append("| ").append(client).append(" | ").append(code(text)).append(" |\n")));
        }
        out.append("\nWhat to do\n\n");
        entry.remedies().forEach(remedy -> remedy(out, remedy));
    }

    /** What clients show for a cause, by client, in the order of the alphabet; what was measured for it stands first. */
    public static Map<String, List<String>> texts(CauseEntry entry, Knowledge knowledge) {
        Map<String, Set<String>> all = new TreeMap<>();
        entry.clientErrors().forEach((client, text) -> all.computeIfAbsent(client, c -> new LinkedHashSet<>()).add(text));
        knowledge.clientErrors().of(entry.cause()).forEach(error ->
                all.computeIfAbsent(error.client(), c -> new LinkedHashSet<>()).add(error.text()));
        Map<String, List<String>> texts = new TreeMap<>();
        all.forEach((client, some) -> texts.put(client, List.copyOf(some)));
        return texts;
    }

    private static String code(String text) {
        String fence = text.indexOf('`') >= 0 ? "`` " : "`";
        return fence + text.replace("|", "\\|") + new StringBuilder(fence).reverse();
    }

    private static void remedy(StringBuilder out, Remedy remedy) {
        out.append("- ").append(who(remedy.audience())).append(": ").append(text(remedy.text())).append('\n');
    }

    /** Who can carry a remedy out. */
    public static String who(Audience audience) {
        return switch (audience) {
            case USER -> "User";
            case SERVER_OWNER -> "Owner of the server";
            case NETWORK_ADMIN -> "Administrator of the network";
        };
    }

    /** Angle brackets outside of code would be taken for HTML. */
    private static String text(String text) {
        StringBuilder out = new StringBuilder();
        boolean code = false;
        for (char c : text.toCharArray()) {
            code ^= c == '`';
            out.append(c == '<' && !code ? "&lt;" : String.valueOf(c));
        }
        return out.toString();
    }
}
