package io.helloscope.knowledge;


/**
 * An issuer that a server's owner brings along: a development CA, a CA between a network and its origins, a server's default
 * certificate. Such a certificate is the server's own and no sign of gear.
 *
 * @param id stable kebab-case id
 * @param name for people
 * @param shared whether unrelated servers are certified by one key: then many hosts below it say nothing
 */
public record OwnIssuer(String id, String name, boolean shared) {
    /** One row of the table: any of its rules is enough. */
    record Entry(OwnIssuer issuer, java.util.List<InspectionTable.Rule> rules) {
        static Entry of(Row row) {
            row.only("id", "name", "shared", "issuer", "source").text("source");
            return new Entry(new OwnIssuer(row.text("id"), row.text("name"), row.flag("shared", false)),
                    row.rows("issuer").stream().map(InspectionTable.Rule::of).toList());
        }

        String id() {
            return issuer.id();
        }

        boolean matches(String cn, String o, String ou) {
            return rules.stream().anyMatch(rule -> rule.matches(cn, o, ou));
        }
    }
}
