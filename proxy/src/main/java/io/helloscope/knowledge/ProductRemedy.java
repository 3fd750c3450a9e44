package io.helloscope.knowledge;

import com.google.re2j.Pattern;
import io.helloscope.verdict.Audience;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Remedy;
import java.util.List;

/**
 * One row of {@code product-remedies}: what to do about a cause where it is known who answered.
 *
 * @param id its kebab-case name
 * @param product searched in the product's name
 * @param causes against which it helps
 * @param remedy what to do
 */
record ProductRemedy(String id, Pattern product, List<Cause> causes, Remedy remedy) {
    ProductRemedy {
        causes = List.copyOf(causes);
    }

    static ProductRemedy of(Row row) {
        row.only("id", "product", "causes", "for", "do", "source").text("source");
        List<Cause> causes = row.someTexts("causes").stream().map(code -> row.choiceOf("causes", code, Cause.values(), Cause::code)).toList();
        return new ProductRemedy(row.text("id"), row.compile("product", "(?i)" + row.text("product")), causes,
                new Remedy(row.choice("for", Audience.values(), Audience::code), row.text("do").strip()));
    }

    boolean helps(Cause cause, String name) {
        return causes.contains(cause) && product.matcher(name).find();
    }
}
