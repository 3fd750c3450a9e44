package io.helloscope.frontend.access;

/** What a connection of a client may do. */
public enum Admission {
    /** All. */
    WELCOME,
    /** Its network may not use the proxy: it is told so. */
    DENIED,
    /** Too many connections are open: it is told so. */
    OVERLOADED,
    /** So many that not even this can be told. */
    TURNED_AWAY
}
