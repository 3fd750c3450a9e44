package io.helloscope.frontend.answer;

import io.helloscope.bytes.Bytes;
import io.helloscope.report.Escape;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Pages without script: text goes in escaped, and the only style is the one whose hash the policy names. */
public final class Html {
    private static final String STYLE = "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
            + "color:#1b1b1f;background:#fff}h1{font-size:1.4rem}h2{font-size:1.15rem;margin-bottom:.2rem}"
            + "pre,code{background:#f1f1f4;border-radius:4px;overflow-x:auto}pre{padding:.6rem}code{padding:0 .2rem}"
            + "dt{font-weight:600;margin-top:.6rem}dd{margin-left:0}article{border-top:1px solid #d5d5dc;padding-bottom:1rem}"
            + "a{color:#0b57d0}.quiet{color:#5c5c66}"
            + "@media(prefers-color-scheme:dark){body{color:#e6e6ea;background:#17171a}pre,code{background:#26262b}"
            + "article{border-color:#3a3a42}a{color:#9ec2ff}.quiet{color:#a9a9b4}}";

    /** The Content-Security-Policy of such pages. */
    static final String POLICY = "default-src 'none'; style-src 'sha256-" + hash(STYLE)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final int LONGEST = 2_000;

    private Html() {
    }

    /** Anything as text of a page or of an attribute's value; control characters are shown, and it is cut to length. */
    public static String text(String raw) {
        String shown = Escape.text(raw, LONGEST);
        StringBuilder text = new StringBuilder(shown.length() + 16);
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                case '\'' -> text.append("&#39;");
                default -> text.append(c);
            }
        }
        return text.toString();
    }

    /**
     * A page.
     *
     * @param title as text, not yet escaped
     * @param body as markup
     */
    public static Bytes page(String title, String body) {
        String page = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + text(title)
                + "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<style>" + STYLE
                + "</style>\n</head>\n<body>\n<main>\n" + body + "</main>\n</body>\n</html>\n";
        return Bytes.of(page.getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(String style) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
