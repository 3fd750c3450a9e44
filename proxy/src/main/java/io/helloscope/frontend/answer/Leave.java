package io.helloscope.frontend.answer;

/** What a client's pipeline is told when the program is about to end. Tunnels do not listen to it. */
public enum Leave {
    /** Begin nothing new. */
    WHEN_DONE,
    /** Close. */
    NOW
}
