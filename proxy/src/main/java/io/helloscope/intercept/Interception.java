package io.helloscope.intercept;

import java.util.List;
import java.util.Optional;

/**
 * Whether something between speaks TLS in the server's name, which side it is on, what it is and what says so.
 *
 * @param verdict how sure
 * @param position on which side; empty where there is nothing
 * @param product what it is, where anything names it
 * @param expected whether it is the organisation's own gear; empty where there is nothing
 * @param evidence strongest first; the weights of different signs add up to {@link #weight()}
 * @param remark a sentence about what was looked at where there is no sign
 * @param issuer who signed the certificate that was put in place of the server's, as it is written there
 */
public record Interception(Verdict verdict, Optional<Position> position, Optional<NamedProduct> product, Optional<Boolean> expected,
        List<Mark> evidence, Optional<String> remark, Optional<String> issuer) {
    public Interception {
        evidence = List.copyOf(evidence);
    }

    /** One of which no certificate was in sight. */
    public Interception(Verdict verdict, Optional<Position> position, Optional<NamedProduct> product, Optional<Boolean> expected,
            List<Mark> evidence, Optional<String> remark) {
        this(verdict, position, product, expected, evidence, remark, Optional.empty());
    }

    Interception atMost(Verdict ceiling) {
        return new Interception(Scale.atMost(verdict, ceiling), position, product, expected, evidence, remark, issuer);
    }

    /**
     * A product.
     *
     * @param id of the table of products, a closed set
     * @param name for people
     */
    public record NamedProduct(String id, String name) {
    }

    /** Nothing was seen, for this reason. */
    public static Interception none(String why) {
        return new Interception(Verdict.NONE_SEEN, Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.of(why));
    }

    /** It cannot be told, for this reason. */
    public static Interception unknown(String why) {
        return new Interception(Verdict.UNKNOWN, Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.of(why));
    }

    /** What the evidence adds up to: each sign once. */
    public int weight() {
        return Scale.sum(evidence);
    }
}
