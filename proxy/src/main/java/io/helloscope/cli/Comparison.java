package io.helloscope.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What differs between two checks of the same address, made on two networks or at two times. */
final class Comparison {
    /** What is compared, with the way to it in the document, in the order in which it matters. */
    private static final Map<String, String> FIELDS = fields();

    private final JsonNode good;
    private final JsonNode bad;

    /**
     * One thing that differs.
     *
     * @param what its name for people
     * @param good what the first document says; "nothing" where it says nothing
     * @param bad what the second says
     */
    record Difference(String what, String good, String bad) {
    }

    Comparison(JsonNode good, JsonNode bad) {
        this.good = good;
        this.bad = bad;
    }

    private static Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("outcome", "/event/outcome");
        fields.put("cause", "/helloscope/cause");
        fields.put("phase", "/helloscope/phase");
        fields.put("address", "/destination/ip");
        fields.put("next proxy", "/helloscope/next_proxy");
        fields.put("who answered", "/helloscope/product");
        fields.put("protocol", "/helloscope/protocol");
        fields.put("version", "/tls/version");
        fields.put("cipher", "/tls/cipher");
        fields.put("group", "/tls/curve");
        fields.put("application protocol", "/tls/next_protocol");
        fields.put("certificate's issuer", "/tls/server/issuer");
        fields.put("certificate's subject", "/tls/server/subject");
        fields.put("certificate", "/tls/server/hash/sha256");
        fields.put("server's choices (JA3S)", "/tls/server/ja3s");
        fields.put("alerts", "/helloscope/alerts");
        fields.put("end", "/helloscope/close");
        return fields;
    }

    /** Host and port of both, where they are not the same: then a comparison says little. */
    Optional<String> otherAddress() {
        String one = address(good);
        String other = address(bad);
        return one.equals(other) ? Optional.empty() : Optional.of(one + " and " + other);
    }

    private static String address(JsonNode document) {
        return document.at("/destination/domain").asText() + ":" + document.at("/destination/port").asText();
    }

    List<Difference> differences() {
        List<Difference> all = new ArrayList<>();
        FIELDS.forEach((what, path) -> add(all, what, good.at(path), bad.at(path)));
        answers(all);
        return all;
    }

    /** The same question, answered otherwise: which change of the hello gets through where tells a size limit from an intolerance. */
    private void answers(List<Difference> all) {
        Map<String, String> one = asked(good);
        Map<String, String> other = asked(bad);
        Set<String> both = new LinkedHashSet<>(one.keySet());
        both.retainAll(other.keySet());
        both.stream().filter(question -> !one.get(question).equals(other.get(question)))
                .forEach(question -> all.add(new Difference("answer to \"" + question + "\"", one.get(question), other.get(question))));
    }

    private static Map<String, String> asked(JsonNode document) {
        Map<String, String> answers = new LinkedHashMap<>();
        document.at("/helloscope/triage").forEach(ask -> answers.putIfAbsent(ask.path("asked").asText(), ask.path("answer").asText()));
        return answers;
    }

    private static void add(List<Difference> all, String what, JsonNode one, JsonNode other) {
        if (!one.equals(other)) {
            all.add(new Difference(what, said(one), said(other)));
        }
    }

    private static String said(JsonNode value) {
        return value.isMissingNode() ? "nothing" : value.isTextual() ? value.asText() : value.toString();
    }
}
