package io.helloscope.probe.triage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** How many questions may still be asked within a minute that began with the first, of one host and of all. */
final class Allowance {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_HOSTS = 10_000;
    private static final String ALL = "";

    private final TriageSettings settings;
    /** By host; what was asked of all is under a name that no host has. */
    private final Cache<String, AtomicInteger> asked;

    Allowance(TriageSettings settings, Ticker ticker) {
        this.settings = settings;
        this.asked = Caffeine.newBuilder().ticker(ticker).expireAfterWrite(MINUTE).maximumSize(MOST_HOSTS).executor(Runnable::run).build();
    }

    /** Whether a first question may be asked. */
    boolean left(String host) {
        return count(host).get() < settings.questionsPerHost() && count(ALL).get() < settings.questions();
    }

    /** Takes one question; false where there is none left. */
    boolean take(String host) {
        if (!left(host)) {
            return false;
        }
        count(host).incrementAndGet();
        count(ALL).incrementAndGet();
        return true;
    }

    private AtomicInteger count(String host) {
        return asked.get(host, unknown -> new AtomicInteger());
    }
}
