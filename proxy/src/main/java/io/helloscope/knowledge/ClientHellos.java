package io.helloscope.knowledge;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the hellos of well-known clients are like, by the name that a client gives itself, and those of products that speak in their place. */
public final class ClientHellos {
    private static final int LONGEST_AGENT = 512;

    private final List<Expectation> clients;
    private final List<ProductHello> products;

    ClientHellos(List<Expectation> clients, List<ProductHello> products) {
        this.clients = List.copyOf(clients);
        this.products = List.copyOf(products);
    }

    /** Whether a hello of this client has reserved values in it (RFC 8701). */
    public enum Grease {
        /** In every one. */
        ALWAYS,
        /** In none. */
        NEVER
    }

    /**
     * A list of code points that a client's hello has.
     *
     * @param core nearly always there
     * @param never in no hello of this client
     * @param lacking so many of the core missing are too many, 1 or more
     */
    public record Listed(Set<Integer> core, Set<Integer> never, int lacking) {
        public Listed {
            core = Set.copyOf(core);
            never = Set.copyOf(never);
        }

        /** Whether these cannot be such a client's. */
        public boolean isForeign(Set<Integer> seen) {
            return seen.stream().anyMatch(never::contains) || core.stream().filter(code -> !seen.contains(code)).count() >= lacking && !core.isEmpty();
        }
    }

    /**
     * What is expected of one client.
     *
     * @param id stable kebab-case id
     * @param name for people
     * @param agent searched in the User-Agent
     * @param alike ids of clients whose list of ciphers as a whole this one never has
     */
    public record Expectation(String id, String name, Pattern agent, Grease grease, Listed ciphers, Listed extensions, List<String> alike) {
        public Expectation {
            alike = List.copyOf(alike);
        }

        static Expectation of(Row row) {
            row.only("id", "name", "agent", "grease", "ciphers-core", "ciphers-never", "ciphers-lacking", "ciphers-alike", "extensions-core",
                    "extensions-never", "extensions-lacking", "source").text("source");
            return new Expectation(row.text("id"), row.text("name"), row.regex("agent"),
                    row.choice("grease", Grease.values(), grease -> grease.name().toLowerCase(java.util.Locale.ROOT)),
                    listed(row, "ciphers"), listed(row, "extensions"), row.texts("ciphers-alike"));
        }

        private static Listed listed(Row row, String what) {
            return new Listed(codes(row, what + "-core"), codes(row, what + "-never"), row.number(what + "-lacking", 1, 100));
        }

        private static Set<Integer> codes(Row row, String key) {
            return row.texts(key).stream().map(text -> code(row, key, text)).collect(Collectors.toSet());
        }

        private static int code(Row row, String key, String text) {
            if (!text.matches("[0-9a-f]{4}")) {
                throw row.wrong(key, text + " (expected: four hexadecimal digits)");
            }
            return Integer.parseInt(text, 16);
        }
    }

    /**
     * The hello of a product.
     *
     * @param id stable kebab-case id
     * @param name for people
     * @param ja4 searched in the fingerprint
     */
    public record ProductHello(String id, String name, Pattern ja4) {
        static ProductHello of(Row row) {
            row.only("id", "name", "ja4", "source").text("source");
            return new ProductHello(row.text("id"), row.text("name"), row.regex("ja4"));
        }
    }

    /** What is expected of a client that calls itself so. */
    public Optional<Expectation> expected(String userAgent) {
        String agent = userAgent.substring(0, Math.min(LONGEST_AGENT, userAgent.length()));
        return clients.stream().filter(client -> client.agent().matcher(agent).find()).findFirst();
    }

    /** What is expected of the client with this id. */
    public Optional<Expectation> client(String id) {
        return clients.stream().filter(client -> client.id().equals(id)).findFirst();
    }

    /** The product whose hello has this JA4 fingerprint. */
    public Optional<ProductHello> product(String ja4) {
        return products.stream().filter(product -> product.ja4().matcher(ja4).find()).findFirst();
    }
}
