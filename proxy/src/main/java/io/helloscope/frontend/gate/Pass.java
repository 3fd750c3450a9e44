package io.helloscope.frontend.gate;

import io.helloscope.observe.Reach;
import io.helloscope.observe.Reach.Refusal;
import java.util.Optional;

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
    OVERLOADED;

    /** Why it may not; empty where it may. */
    public Optional<Reach.Refused> refusal() {
        return switch (this) {
            case GRANTED -> Optional.empty();
            case CREDENTIALS_MISSING -> refused(Refusal.AUTHENTICATION_REQUIRED, "This proxy wants a user name and a password.");
            case CREDENTIALS_WRONG -> refused(Refusal.AUTHENTICATION_REQUIRED, "User name or password for this proxy are wrong.");
            case NETWORK_DENIED -> refused(Refusal.CLIENT_DENIED, "Clients of your network may not use this proxy.");
            case OVERLOADED -> refused(Refusal.OVERLOADED, "Too many connections to this proxy are open.");
        };
    }

    private static Optional<Reach.Refused> refused(Refusal refusal, String detail) {
        return Optional.of(new Reach.Refused(refusal, detail));
    }
}
