package io.helloscope.frontend.access;

/** Whether a request may pass. */
public enum Pass {
    /** It may. */
    GRANTED,
    /** It has no credentials, and needs some. */
    CREDENTIALS_MISSING,
    /** Its credentials are not right. */
    CREDENTIALS_WRONG,
    /** Its network may not use the proxy. */
    NETWORK_DENIED,
    /** Too much is going on. */
    OVERLOADED
}
