package io.helloscope.frontend.connect;

import io.helloscope.frontend.access.Pass;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Reach.Refusal;

/** Why a request may not pass, for reports and for people. */
public final class Refusals {
    private Refusals() {
    }

    /** Of a judgement that is not {@link Pass#GRANTED}. */
    public static Reach.Refused of(Pass pass) {
        return switch (pass) {
            case GRANTED -> throw new IllegalStateException("granted");
            case CREDENTIALS_MISSING -> new Reach.Refused(Refusal.AUTHENTICATION_REQUIRED,
                    "This proxy asks for a user and a password, and the request has none.");
            case CREDENTIALS_WRONG -> new Reach.Refused(Refusal.AUTHENTICATION_REQUIRED,
                    "This proxy asks for a user and a password, and those of the request are not right.");
            case NETWORK_DENIED -> new Reach.Refused(Refusal.CLIENT_DENIED,
                    "The network of this client may not use this proxy; its settings name those that may.");
            case OVERLOADED -> new Reach.Refused(Refusal.OVERLOADED, "Too many connections of clients are open; try again in a moment.");
        };
    }
}
