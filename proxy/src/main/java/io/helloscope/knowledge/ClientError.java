package io.helloscope.knowledge;

import io.helloscope.verdict.Cause;
import java.util.List;
import java.util.Optional;

/**
 * What a client says when a connection fails.
 *
 * @param id stable kebab-case id
 * @param client whose text it is: {@code chromium}, {@code firefox}, {@code curl}, {@code java}, ...
 * @param text the text; HOST, URL, FILE, NAME, N and T in it stand for parts that vary
 * @param also other wordings of it
 * @param code its number or name, where it has one
 * @param general whether it stands beside a text that says more, such as the heading of an error page
 * @param causes what may be behind it, the most likely first
 * @param hint what is special about this text, where something is
 * @param source where the text was seen
 */
public record ClientError(String id, String client, String text, List<String> also, Optional<String> code, boolean general,
        List<Cause> causes, Optional<String> hint, String source) {
    public ClientError {
        also = List.copyOf(also);
        causes = List.copyOf(causes);
    }

    static ClientError of(Row row) {
        row.only("id", "client", "text", "also", "code", "general", "causes", "hint", "source");
        return new ClientError(row.text("id"), row.text("client"), row.text("text"), row.texts("also"),
                row.optionalText("code"), row.flag("general", false),
                row.someTexts("causes").stream().map(code -> row.choiceOf("causes", code, Cause.values(), Cause::code)).toList(),
                row.optionalText("hint"), row.text("source"));
    }
}
