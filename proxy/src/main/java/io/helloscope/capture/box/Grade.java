package io.helloscope.capture.box;

/** How good the TLS of a box towards servers is, by the scale of "The Security Impact of HTTPS Interception" (NDSS 2017, section IV). */
public enum Grade {
    /** As good as a current browser's. */
    A("as good as a current browser's"),
    /** Not ideal, without a known attack. */
    B("not ideal, without a known attack"),
    /** Open to a known attack. */
    C("open to a known attack"),
    /** Severely broken: an active attacker can read along. */
    F("severely broken: an active attacker can read along");

    private final String meaning;

    Grade(String meaning) {
        this.meaning = meaning;
    }

    /** In words. */
    public String meaning() {
        return meaning;
    }
}
