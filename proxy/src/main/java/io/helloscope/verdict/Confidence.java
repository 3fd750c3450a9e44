package io.helloscope.verdict;

/** How sure a diagnosis is; from the strongest to the weakest. */
public enum Confidence {
    /** The bytes prove it. */
    CERTAIN,
    /** Other explanations are rare. */
    LIKELY,
    /** One explanation among several. */
    POSSIBLE;

    private final String code = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    /** The word that people and programs meet, in kebab case. */
    public String code() {
        return code;
    }
}
