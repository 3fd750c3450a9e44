package io.helloscope.intercept;

import java.util.Locale;

/** How sure it is that something between speaks TLS in the server's name, weakest first. */
public enum Verdict {
    /** It was looked for and is not there. */
    NONE_SEEN,
    /** It cannot be told: TLS 1.3 hides the certificate and this program has not asked for it, or the name is not public. */
    UNKNOWN,
    /** Something points to it that innocent servers show as well. */
    POSSIBLE,
    /** Signs that innocent servers do not show together. */
    LIKELY,
    /** Proven. */
    CERTAIN;

    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The word that people and programs meet, in kebab case. */
    public String code() {
        return code;
    }

    /** Whether it says that there is something: likely or certain. */
    public boolean isIntercepted() {
        return this == LIKELY || this == CERTAIN;
    }
}
