package io.helloscope.knowledge;

import com.google.re2j.Pattern;
import io.helloscope.bytes.Bytes;
import io.helloscope.knowledge.HttpRule.Meaning;
import io.helloscope.knowledge.PlaintextAnswer.Kind;
import io.helloscope.verdict.Confidence;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Recognises what is not TLS by its first bytes. Rows are tried in their order, the first that fits counts. */
final class PlaintextTable {
    /** What is looked at; the marks of every row lie within. */
    private static final int MOST_BYTES = 4096;
    private static final int LONGEST_PRODUCT = 60;
    /** What a server says whose parser met a TLS hello; no portal and no filter, whatever words its page has. */
    private static final Set<String> PARSERS_STATUS = Set.of("400", "426");
    private static final Set<Meaning> PARSERS_MEANINGS = EnumSet.of(Meaning.EXPECTS_TLS, Meaning.SERVER);
    private static final Pattern STATUS_LINE = Pattern.compile("^HTTP/[0-9](\\.[0-9])? [0-9]{3}([ \\r\\n]|$)");
    private static final Pattern BARE_PAGE =
            Pattern.compile("(?i)^\\s*(<!--|(<\\?xml[^>]*>\\s*)?<(!doctype\\s+html|html|head|title|body|h1|center|meta)[\\s>])");

    private final List<BytesRule> answers;
    private final List<HttpRule> http;
    private final List<BytesRule> clients;

    /** The tables; rows are tried by their turn, then by their meaning, then in their order. */
    PlaintextTable(List<BytesRule> answers, List<HttpRule> http, List<BytesRule> clients) {
        this.answers = List.copyOf(answers);
        this.http = http.stream().sorted(Comparator.comparing(HttpRule::turn).thenComparing(HttpRule::does)).toList();
        this.clients = List.copyOf(clients);
    }

    /** The tables of these files; of several the last counts. */
    static PlaintextTable of(List<Row> files) {
        return new PlaintextTable(KnowledgeTables.merge(files, "answers", BytesRule::ofServer, BytesRule::id),
                KnowledgeTables.merge(files, "http-answers", HttpRule::of, HttpRule::id),
                KnowledgeTables.merge(files, "client-protocols", BytesRule::ofClient, BytesRule::id));
    }

    /** What these first bytes of a server are. */
    Optional<PlaintextAnswer> answer(Bytes serverBytes) {
        String text = text(serverBytes);
        Optional<HttpAnswer> page = httpAnswer(text);
        return page.isPresent() ? page.map(this::http) : deciding(answers, text).map(PlaintextTable::other);
    }

    /** What these first bytes of a client are. */
    Optional<String> clientProtocol(Bytes clientBytes) {
        return deciding(clients, text(clientBytes)).map(BytesRule::protocol);
    }

    /** Whether this answer says that the server had expected TLS. */
    boolean expectsTls(Bytes serverBytes) {
        return httpAnswer(text(serverBytes)).flatMap(answer -> deciding(answer, Set.of(Meaning.EXPECTS_TLS))).isPresent();
    }

    /** The row that decides what an answer in HTTP is. */
    Optional<HttpRule> deciding(HttpAnswer answer) {
        return deciding(answer, PARSERS_STATUS.contains(answer.status()) ? PARSERS_MEANINGS : EnumSet.allOf(Meaning.class));
    }

    /** The row that decides what other bytes of a server are. */
    Optional<BytesRule> decidingServer(String latin1) {
        return deciding(answers, latin1);
    }

    /** The row that decides what a client's bytes are. */
    Optional<BytesRule> decidingClient(String latin1) {
        return deciding(clients, latin1);
    }

    /** The answer in HTTP that this text is. */
    static Optional<HttpAnswer> httpAnswer(String text) {
        if (STATUS_LINE.matcher(text).find()) {
            return Optional.of(HttpAnswer.parse(text));
        }
        return BARE_PAGE.matcher(text).find() ? Optional.of(HttpAnswer.ofPage(text)) : Optional.empty();
    }

    private static String text(Bytes bytes) {
        return bytes.first(MOST_BYTES).latin1();
    }

    private static Optional<BytesRule> deciding(List<BytesRule> rules, String text) {
        return rules.stream().filter(rule -> rule.matches(text)).findFirst();
    }

    private Optional<HttpRule> deciding(HttpAnswer answer, Set<Meaning> meanings) {
        String lowerBody = answer.body().toLowerCase(Locale.ROOT);
        return http.stream().filter(rule -> meanings.contains(rule.does()) && rule.matches(answer, lowerBody)).findFirst();
    }

    private static PlaintextAnswer other(BytesRule rule) {
        return new PlaintextAnswer(rule.protocol().equals("h2c") ? Kind.HTTP2 : rule.protocol().equals("http") ? Kind.HTTP : Kind.OTHER,
                rule.protocol(), rule.product(), rule.confidence(), rule.tells());
    }

    private PlaintextAnswer http(HttpAnswer answer) {
        return deciding(answer).map(rule -> new PlaintextAnswer(kind(rule.does()), "http", rule.product().or(() -> named(answer)),
                rule.confidence(), rule.tells())).orElseGet(() -> plain(answer));
    }

    private static Kind kind(Meaning meaning) {
        return switch (meaning) {
            case CAPTIVE_PORTAL -> Kind.CAPTIVE_PORTAL;
            case BLOCK_PAGE -> Kind.BLOCK_PAGE;
            case EXPECTS_TLS, SERVER -> Kind.HTTP;
        };
    }

    private static PlaintextAnswer plain(HttpAnswer answer) {
        String tells = answer.status().isEmpty() ? "a bare HTML page without a status line" : "an HTTP status line with " + answer.status();
        return new PlaintextAnswer(Kind.HTTP, "http", named(answer), Confidence.CERTAIN, tells);
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
