package io.helloscope.intercept;

import io.helloscope.intercept.Interception.NamedProduct;
import io.helloscope.knowledge.ClientHellos;
import io.helloscope.knowledge.ClientHellos.Expectation;
import io.helloscope.knowledge.ClientHellos.Grease;
import io.helloscope.knowledge.ClientHellos.ProductHello;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Client;
import io.helloscope.observe.Connection;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.Ja4;
import io.helloscope.verdict.EvidenceSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges whether the hello, and the request that came before it, are the client's own: something between may speak in its place. */
final class ClientJudge {
    private static final int ENOUGH = 2;

    private final ClientHellos hellos;

    ClientJudge(Knowledge knowledge) {
        this.hellos = knowledge.clientHellos();
    }

    /** The verdict on the client's side; empty where nothing is odd. */
    Optional<Interception> judge(Connection connection) {
        if (connection.arrival() != Arrival.CONNECT || connection.observation().clientHello().isEmpty()) {
            return Optional.empty();
        }
        Client client = connection.client();
        ClientHello hello = connection.observation().clientHello().get();
        List<Mark> marks = new ArrayList<>();
        Optional<ProductHello> product = Ja4.of(hello).map(Ja4::value).flatMap(hellos::product);
        product.ifPresent(known -> marks.add(new Mark(Sign.PRODUCT_HELLO, EvidenceSource.CLIENT_HELLO, "The hello is that of " + known.name() + ".")));
        client.userAgent().flatMap(hellos::expected).ifPresent(expected -> foreign(expected, hello, marks));
        request(client, marks);
        if (marks.isEmpty()) {
            return Optional.empty();
        }
        Optional<NamedProduct> named = product.map(known -> new NamedProduct(known.id(), known.name())).or(() -> ofVia(client));
        return Optional.of(new Interception(Scale.verdict(marks), Optional.of(Position.CLIENT_SIDE), named, Optional.of(false),
                Scale.strongestFirst(marks), Optional.empty()));
    }

    private void foreign(Expectation expected, ClientHello hello, List<Mark> marks) {
        List<String> traits = new ArrayList<>();
        boolean grease = hello.cipherSuites().stream().anyMatch(CipherSuite::isGrease) || hello.extensions().stream().anyMatch(e -> e.type().isGrease());
        if (grease != (expected.grease() == Grease.ALWAYS)) {
            traits.add(grease ? "it has reserved values (GREASE), which such a client never sends" : "it lacks the reserved values (GREASE) that such a client always sends");
        }
        Set<Integer> ciphers = hello.cipherSuites().stream().filter(suite -> !suite.isGrease()).map(CipherSuite::code).collect(Collectors.toSet());
        if (expected.ciphers().isForeign(ciphers)) {
            traits.add("its ciphers are not those of such a client");
        } else if (expected.alike().stream().map(hellos::client).flatMap(Optional::stream).anyMatch(other -> isThatOf(other, ciphers))) {
            traits.add("its ciphers are a browser's");
        }
        Set<Integer> extensions = hello.extensions().stream().map(e -> e.type().code()).collect(Collectors.toSet());
        if (expected.extensions().isForeign(extensions)) {
            traits.add("its extensions are not those of such a client");
        }
        if (traits.size() >= ENOUGH) {
            String who = "The client calls itself " + expected.name() + ", and the hello is another's: ";
            marks.add(new Mark(Sign.FOREIGN_HELLO, EvidenceSource.CLIENT_HELLO, who + traits.get(0) + "."));
            marks.add(new Mark(Sign.FOREIGN_HELLO_TOO, EvidenceSource.CLIENT_HELLO, "Also, " + String.join("; ", traits.subList(1, traits.size())) + "."));
        }
    }

    /** A browser's list has all of its core, and little else. */
    private static boolean isThatOf(Expectation browser, Set<Integer> ciphers) {
        return ciphers.containsAll(browser.ciphers().core()) && !browser.ciphers().isForeign(ciphers) && ciphers.size() <= browser.ciphers().core().size() + 12
                && ciphers.stream().noneMatch(code -> code == 0x009e || code == 0x00ff);
    }

    /** A proxy that decrypts makes its request to us from the one inside; one that only passes on has nothing of that. */
    private static void request(Client client, List<Mark> marks) {
        if (!client.innerFields().isEmpty()) {
            marks.add(new Mark(Sign.INNER_FIELDS, EvidenceSource.CLIENT_BYTES, "The CONNECT carries %s, which belongs to a request inside of the encrypted connection."
                    .formatted(String.join(", ", client.innerFields()))));
            client.via().ifPresent(via -> marks.add(new Mark(Sign.VIA, EvidenceSource.CLIENT_BYTES, "The CONNECT was made by another proxy: Via: %s.".formatted(via))));
        }
    }

    private static Optional<NamedProduct> ofVia(Client client) {
        return client.via().filter(via -> via.toLowerCase(Locale.ROOT).contains("squid")).map(via -> new NamedProduct("squid", "Squid"));
    }
}
