package io.helloscope.web;

import io.helloscope.access.Passwords;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Judges the Authorization field of requests. Compares in constant time and limits the failures of an address. Callable from any thread. */
final class Login {
    /** What follows from an Authorization field. */
    enum Verdict {
        /** Let in. */
        RIGHT,
        /** Nothing, or nothing that can be read, was sent. */
        MISSING,
        /** Refused. */
        WRONG,
        /** Not even looked at: too many failures. */
        TOO_MANY
    }

    /** Failures of one address within {@link #WINDOW}. */
    static final int MOST_FAILURES = 10;
    static final Duration WINDOW = Duration.ofMinutes(1);

    private final Optional<Passwords> passwords;
    private final Optional<String> token;
    private final byte[] key = new byte[32];
    private final Cache<String, AtomicInteger> failures;
    /** Keyed hashes of credentials that were right, so that bcrypt runs once and not for each request. */
    private final Cache<String, Boolean> known = Caffeine.newBuilder().maximumSize(64).expireAfterWrite(Duration.ofMinutes(10)).build();

    Login(WebSettings settings, Ticker ticker) {
        this.passwords = settings.passwords();
        this.token = settings.token();
        new SecureRandom().nextBytes(key);
        this.failures = Caffeine.newBuilder().maximumSize(4096).expireAfterWrite(WINDOW).ticker(ticker).build();
    }

    boolean required() {
        return passwords.isPresent() || token.isPresent();
    }

    /** Slow where a password is met for the first time; not for an event loop. */
    Verdict judge(InetAddress client, Optional<String> authorization) {
        String who = network(client);
        AtomicInteger count = failures.getIfPresent(who);
        if (count != null && count.get() >= MOST_FAILURES) {
            return Verdict.TOO_MANY;
        }
        if (authorization.isEmpty()) {
            return Verdict.MISSING;
        }
        if (right(authorization.get())) {
            return Verdict.RIGHT;
        }
        failures.get(who, none -> new AtomicInteger()).incrementAndGet();
        return Verdict.WRONG;
    }

    private boolean right(String authorization) {
        int space = authorization.indexOf(' ');
        String scheme = space < 0 ? "" : authorization.substring(0, space).toLowerCase(Locale.ROOT);
        String rest = authorization.substring(space + 1).strip();
        if (scheme.equals("bearer")) {
            return isToken(rest);
        }
        if (!scheme.equals("basic")) {
            return false;
        }
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(rest);
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
        String pair = new String(decoded, StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        return colon >= 0 && (isToken(pair.substring(colon + 1)) || isPassword(pair.substring(0, colon), pair.substring(colon + 1)));
    }

    private boolean isToken(String sent) {
        return token.isPresent() && MessageDigest.isEqual(keyed(sent), keyed(token.get()));
    }

    private boolean isPassword(String name, String password) {
        if (passwords.isEmpty()) {
            return false;
        }
        String remembered = Base64.getEncoder().encodeToString(keyed(name + ":" + password));
        if (known.getIfPresent(remembered) != null) {
            return true;
        }
        boolean right = passwords.get().matches(name, password);
        if (right) {
            known.put(remembered, Boolean.TRUE);
        }
        return right;
    }

    private byte[] keyed(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has HmacSHA256", missing);
        }
    }

    /** One machine can use each address of its IPv6 network of 64 bits. */
    private static String network(InetAddress client) {
        byte[] bytes = client.getAddress();
        return Arrays.toString(client instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
    }
}
