package io.helloscope.frontend.gate;

/** An event for clients' pipelines: the proxy is about to stop, so what is idle closes now, and what is busy when it is done. */
public enum Closing {
    /** The only one. */
    SOON
}
