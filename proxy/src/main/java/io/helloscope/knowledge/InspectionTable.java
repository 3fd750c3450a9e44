package io.helloscope.knowledge;

import com.google.re2j.Pattern;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the product that signed a certificate by the issuer's name. */
final class InspectionTable {
    private static final int LONGEST_NAME = 512;
    private static final String[] KEYS = {"id", "product", "vendor", "kind", "strength", "issuer", "fix", "notes", "sources"};
    private static final String[] KINDS = {"network-gateway", "cloud-proxy", "endpoint-antivirus", "parental-control", "developer-tool",
        "state-root", "captive-portal", "bundled-root"};
    private static final String[] STRENGTHS = {"strong", "medium", "weak"};

    private final List<Entry> entries;

    InspectionTable(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** A product with the rules that find it. */
    record Entry(InspectionProduct product, List<Rule> rules) {
        static Entry of(Row row) {
            row.only(KEYS).someTexts("sources");
            List<Rule> rules = row.rows("issuer").stream().map(Rule::of).toList();
            if (rules.isEmpty()) {
                throw row.wrong("issuer", "missing (expected: at least one of cn, o, ou)");
            }
            return new Entry(new InspectionProduct(row.text("id"), row.text("product"), row.text("vendor"),
                    row.choice("kind", KINDS, kind -> kind), row.choice("strength", STRENGTHS, strength -> strength), row.text("fix"),
                    row.optionalText("notes")), rules);
        }

        String id() {
            return product.id();
        }
    }

    /** Conditions of which all must hold. */
    record Rule(Optional<Pattern> commonName, Optional<Pattern> organization, Optional<Pattern> organizationalUnit) {
        static Rule of(Row row) {
            Rule rule = new Rule(row.only("cn", "o", "ou").optionalRegex("cn"), row.optionalRegex("o"), row.optionalRegex("ou"));
            if (rule.conditions() == 0) {
                throw row.wrong("issuer", "a rule without a condition (expected: at least one of cn, o, ou)");
            }
            return rule;
        }

        int conditions() {
            return (int) Stream.of(commonName, organization, organizationalUnit).filter(Optional::isPresent).count();
        }

        boolean matches(String cn, String o, String ou) {
            return holds(commonName, cn) && holds(organization, o) && holds(organizationalUnit, ou);
        }

        private static boolean holds(Optional<Pattern> pattern, String text) {
            return pattern.map(p -> p.matcher(text).find()).orElse(true);
        }
    }

    private record Hit(InspectionProduct product, int conditions) {
        int rank() {
            return List.of(STRENGTHS).indexOf(product.strength());
        }
    }

    /** The strongest first; among equals the one that more parts of the name speak for. */
    List<InspectionProduct> find(String commonName, String organization, String organizationalUnit) {
        String cn = cut(commonName);
        String o = cut(organization);
        String ou = cut(organizationalUnit);
        return entries.stream().flatMap(entry -> entry.rules().stream().filter(rule -> rule.matches(cn, o, ou))
                        .mapToInt(Rule::conditions).max().stream().mapToObj(most -> new Hit(entry.product(), most)))
                .sorted(Comparator.comparingInt(Hit::rank).thenComparing(Hit::conditions, Comparator.reverseOrder()))
                .map(Hit::product).toList();
    }

    /** All products. */
    List<InspectionProduct> products() {
        return entries.stream().map(Entry::product).toList();
    }

    private static String cut(String name) {
        return name.substring(0, Math.min(LONGEST_NAME, name.length()));
    }
}
