package io.helloscope.frontend.access;

import io.helloscope.access.Passwords;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Judges requests by where they come from and by their credentials. */
public final class Gate {
    private static final String BASIC = "basic ";

    private final Optional<Passwords> passwords;
    private final Executor worker;

    /**
     * A gate.
     *
     * @param passwords empty: no credentials are asked for
     * @param worker where passwords are hashed
     */
    public Gate(Optional<Passwords> passwords, Executor worker) {
        this.passwords = passwords;
        this.worker = worker;
    }

    /** User and password of a request. */
    public record Claim(String user, String password) {
        /** What the value of a Proxy-Authorization field says (RFC 7617); empty where it is not of the Basic scheme, or damaged. */
        public static Optional<Claim> ofBasic(String value) {
            if (!value.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
                return Optional.empty();
            }
            try {
                byte[] decoded = Base64.getDecoder().decode(value.substring(BASIC.length()).strip());
                String pair = new String(decoded, StandardCharsets.UTF_8);
                int colon = pair.indexOf(':');
                return colon < 0 ? Optional.empty() : Optional.of(new Claim(pair.substring(0, colon), pair.substring(colon + 1)));
            } catch (IllegalArgumentException notBase64) {
                return Optional.empty();
            }
        }

        /** Nothing of it is shown. */
        @Override
        public String toString() {
            return "Claim";
        }
    }

    /** Whether credentials are asked for. */
    public boolean asksForCredentials() {
        return passwords.isPresent();
    }

    /** Judges; the answer comes on the visit's event loop, at once where that is possible. To be called there. */
    public void judge(Visit visit, Optional<Claim> claim, Consumer<Pass> then) {
        if (visit.admission() != Admission.WELCOME) {
            then.accept(visit.admission() == Admission.DENIED ? Pass.NETWORK_DENIED : Pass.OVERLOADED);
        } else if (passwords.isEmpty()) {
            then.accept(Pass.GRANTED);
        } else if (claim.isEmpty()) {
            then.accept(Pass.CREDENTIALS_MISSING);
        } else if (passwords.get().remembers(claim.get().user(), claim.get().password())) {
            then.accept(Pass.GRANTED);
        } else {
            check(visit, passwords.get(), claim.get(), then);
        }
    }

    private void check(Visit visit, Passwords file, Claim claim, Consumer<Pass> then) {
        try {
            worker.execute(() -> {
                Pass pass = file.matches(claim.user(), claim.password()) ? Pass.GRANTED : Pass.CREDENTIALS_WRONG;
                visit.channel().eventLoop().execute(() -> then.accept(pass));
            });
        } catch (RejectedExecutionException full) {
            then.accept(Pass.OVERLOADED);
        }
    }
}
