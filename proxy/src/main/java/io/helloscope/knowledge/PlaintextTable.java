package io.helloscope.knowledge;

import com.google.re2j.Pattern;
import io.helloscope.bytes.Bytes;
import io.helloscope.knowledge.HttpRule.Meaning;
import io.helloscope.knowledge.PlaintextAnswer.Kind;
import io.helloscope.verdict.Confidence;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Recognises what is not TLS by its first bytes. Rows are tried in their order, the first that fits counts. */
final class PlaintextTable {
    /** What is looked at; the marks of every row lie within. */
    private static final int MOST_BYTES = 4096;
    private static final int LONGEST_PRODUCT = 60;
    private static final Pattern STATUS_LINE = Pattern.compile("^HTTP/[0-9](\\.[0-9])? [0-9]{3}([ \\r\\n]|$)");
    private static final Pattern BARE_PAGE =
            Pattern.compile("(?i)^\\s*(<!--|(<\\?xml[^>]*>\\s*)?<(!doctype\\s+html|html|head|title|body|h1|center|meta)[\\s>])");

    private final List<BytesRule> answers;
    private final List<HttpRule> http;
    private final List<BytesRule> clients;

    /** The tables; the rows of a meaning that stands earlier in {@link Meaning} are tried earlier. */
    PlaintextTable(List<BytesRule> answers, List<HttpRule> http, List<BytesRule> clients) {
        this.answers = List.copyOf(answers);
        this.http = http.stream().sorted(Comparator.comparing(HttpRule::last).thenComparing(HttpRule::does)).toList();
        this.clients = List.copyOf(clients);
    }

    List<BytesRule> answers() {
        return answers;
    }

    List<HttpRule> http() {
        return http;
    }

    List<BytesRule> clients() {
        return clients;
    }

    Optional<PlaintextAnswer> answer(Bytes serverBytes) {
        String text = serverBytes.first(MOST_BYTES).latin1();
        return httpAnswer(text).map(this::http).or(() -> answers.stream().filter(rule -> rule.matches(text)).findFirst()
                .map(rule -> new PlaintextAnswer(rule.protocol().equals("h2c") ? Kind.HTTP2 : Kind.OTHER, rule.protocol(), rule.product(),
                        rule.confidence(), rule.tells())));
    }

    Optional<String> clientProtocol(Bytes clientBytes) {
        String text = clientBytes.first(MOST_BYTES).latin1();
        return clients.stream().filter(rule -> rule.matches(text)).map(BytesRule::protocol).findFirst();
    }

    boolean expectsTls(Bytes serverBytes) {
        return httpAnswer(serverBytes.first(MOST_BYTES).latin1())
                .flatMap(answer -> first(answer, List.of(Meaning.EXPECTS_TLS))).isPresent();
    }

    private static Optional<HttpAnswer> httpAnswer(String text) {
        if (STATUS_LINE.matcher(text).find()) {
            return Optional.of(HttpAnswer.parse(text));
        }
        return BARE_PAGE.matcher(text).find() ? Optional.of(HttpAnswer.ofPage(text)) : Optional.empty();
    }

    private PlaintextAnswer http(HttpAnswer answer) {
        return first(answer, List.of(Meaning.values())).map(rule -> new PlaintextAnswer(switch (rule.does()) {
            case CAPTIVE_PORTAL -> Kind.CAPTIVE_PORTAL;
            case BLOCK_PAGE -> Kind.BLOCK_PAGE;
            case EXPECTS_TLS, SERVER -> Kind.HTTP;
        }, "http", rule.product().or(() -> named(answer)), rule.confidence(), rule.tells())).orElseGet(() -> plain(answer));
    }

    private static PlaintextAnswer plain(HttpAnswer answer) {
        String tells = answer.status().isEmpty() ? "a bare HTML page without a status line" : "an HTTP status line with " + answer.status();
        return new PlaintextAnswer(Kind.HTTP, "http", named(answer), Confidence.CERTAIN, tells);
    }

    private Optional<HttpRule> first(HttpAnswer answer, List<Meaning> meanings) {
        String lowerBody = answer.body().toLowerCase(Locale.ROOT);
        return http.stream().filter(rule -> meanings.contains(rule.does()) && rule.matches(answer, lowerBody)).findFirst();
    }

    /** What the server calls itself: printable ASCII only, cut to length. */
    private static Optional<String> named(HttpAnswer answer) {
        return answer.field("server").map(value -> {
            StringBuilder clean = new StringBuilder();
            value.chars().filter(c -> c >= ' ' && c < 0x7f).limit(LONGEST_PRODUCT).forEach(c -> clean.append((char) c));
            return clean.toString().strip();
        }).filter(name -> !name.isEmpty());
    }
}
