package io.helloscope.intercept;

import io.helloscope.bytes.Bytes;
import io.helloscope.intercept.Fleet.Flat;
import io.helloscope.intercept.Fleet.Sample;
import io.helloscope.knowledge.KnownHost;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Observation;
import io.helloscope.observe.Reach;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.NamedGroup;
import io.helloscope.verdict.EvidenceSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges TLS 1.3 connections by what other hosts of the same path look like. What they have in common, a CDN has too: it says possible,
 * and chooses whom to ask. Only a second fact makes it likely; certain it never is without a certificate.
 */
final class FleetJudge {
    private static final Bytes HTTP2 = Bytes.of((byte) 'h', (byte) '2');
    private static final int MOST_HOSTS = 20_000;
    private static final int FEW = 2;

    private final Knowledge knowledge;
    /** Hosts that took a post-quantum group, on any path. */
    private final Recent<String, Instant> postQuantum = new Recent<>(MOST_HOSTS);

    FleetJudge(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    /** The verdict where no certificate is in sight. */
    Interception judge(Connection connection, String host, PathMemory path, Instant now) {
        Observation seen = connection.observation();
        Optional<Sample> sample = sample(connection, host, now);
        if (sample.isEmpty()) {
            return unknown();
        }
        remember(seen, host, path, now);
        path.fleet.add(PublicNames.domain(host), sample.get());
        List<Mark> marks = marks(sample.get(), path, now);
        if (marks.isEmpty()) {
            return unknown();
        }
        Verdict verdict = Scale.atMost(Scale.verdict(marks), Verdict.LIKELY);
        return new Interception(verdict, Optional.of(Position.SERVER_SIDE), verdict.isIntercepted() ? path.product(now) : Optional.empty(),
                Optional.of(false), Scale.strongestFirst(marks), Optional.empty());
    }

    private static Interception unknown() {
        return Interception.unknown("TLS 1.3 hides the certificate, and nothing else points to a box.");
    }

    private static Optional<Sample> sample(Connection connection, String host, Instant now) {
        Observation seen = connection.observation();
        long connect = connection.reach() instanceof Reach.Connected way && way.nextProxy().isEmpty() ? way.steps().connect().orElse(0) : 0;
        long answer = seen.times().hello().isPresent() && seen.times().firstFromServer().isPresent()
                ? Math.max(0, seen.times().firstFromServer().getAsLong() - seen.times().hello().getAsLong()) : 0;
        boolean http2 = seen.clientHello().filter(hello -> hello.alpn().contains(HTTP2)).isPresent();
        return ServerFlight.of(seen).map(flight -> new Sample(host, flight, http2, connect, answer, now));
    }

    private List<Mark> marks(Sample sample, PathMemory path, Instant now) {
        List<Mark> marks = new ArrayList<>();
        Optional<Flat> flat = path.isCleared(now) ? Optional.empty() : path.fleet.flat(Fleet.ENOUGH, now).filter(all -> all.has(sample));
        boolean gears = path.isGears(sample.flight().profile()) && path.isIntercepting(now);
        flat.ifPresent(all -> marks.add(new Mark(Sign.FLAT_FLEET, EvidenceSource.HISTORY, ("The encrypted certificates of %d unrelated hosts have one length but for %d"
                + " bytes for each letter of the name, and the servers make the same choices.").formatted(all.hosts(), all.times()))));
        if (gears) {
            marks.add(new Mark(Sign.GEAR_PROFILE, EvidenceSource.HISTORY,
                    "The server's part of the handshake looks as that of hosts for which this program was shown a replaced certificate on this path."));
        }
        if (flat.isPresent() || gears) {
            seconds(path, now, marks);
        }
        return marks;
    }

    /** Second facts, each of which an innocent CDN lacks. */
    private static void seconds(PathMemory path, Instant now, List<Mark> marks) {
        if (path.isIntercepting(now)) {
            marks.add(new Mark(Sign.NAMED_ON_PATH, EvidenceSource.HISTORY, "On the same path, %d of the hosts whose certificates were in sight showed a replaced one."
                    .formatted(path.interceptedDomains(now))));
        }
        if (path.fleet.isWithoutHttp2(now)) {
            marks.add(new Mark(Sign.HTTP2_NOWHERE, EvidenceSource.HISTORY, "h2 was offered to all of these hosts and none took it, nor answered any other extension."));
        }
        if (path.fleet.isAnsweredNearby(now)) {
            marks.add(new Mark(Sign.NEAR_ANSWERER, EvidenceSource.TIMING, "The connections to all of these hosts stand at once, and the answers take as long as ways of different length."));
        }
        path.abilityLost(now).ifPresent(what -> marks.add(new Mark(Sign.ABILITY_LOST, EvidenceSource.HISTORY, what)));
    }

    /** What a host takes, and what it no longer does. */
    private void remember(Observation seen, String host, PathMemory path, Instant now) {
        boolean offered = seen.clientHello().filter(ClientHello::hasPostQuantumKeyShare).isPresent();
        if (!offered) {
            return;
        }
        boolean taken = seen.serverHello().flatMap(hello -> hello.group()).filter(NamedGroup::isPostQuantum).isPresent();
        if (taken) {
            postQuantum.put(host, now);
            path.took(host);
        } else if (postQuantum.get(host).isPresent() || knowledge.knownHost(host).filter(KnownHost::postQuantum).isPresent()) {
            path.lost(host, now, FEW);
        }
    }

    /** Whether the hosts of the path look so much alike that one of them should be asked. */
    boolean isWorthAsking(Connection connection, String host, PathMemory path, Instant now) {
        Optional<Sample> sample = sample(connection, host, now);
        if (sample.isEmpty() || path.isCleared(now)) {
            return false;
        }
        if (path.isGears(sample.get().flight().profile()) && path.isProven(now)) {
            return false;
        }
        boolean unsure = path.interceptedDomains(now) > 0 && !path.isGears(sample.get().flight().profile());
        return unsure || path.fleet.flat(Fleet.WORTH_A_QUESTION, now).filter(all -> all.has(sample.get())).isPresent()
                || path.fleet.isUniform(Fleet.ENOUGH, now);
    }

    /** A certificate came to light by a question. */
    void learned(PathMemory path, Observation seen, Interception verdict, Instant now) {
        Optional<ServerFlight> flight = ServerFlight.of(seen);
        if (verdict.verdict().isIntercepted()) {
            flight.ifPresent(shape -> path.gearLooksLike(shape.profile()));
        } else if (verdict.verdict() == Verdict.NONE_SEEN) {
            path.publicByProbe(now);
        }
    }
}
