package io.helloscope.app;

import io.helloscope.capture.CapturedConnection;
import io.helloscope.capture.PathFacts;
import io.helloscope.capture.PathFacts.RouterMessage;
import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Diagnosis;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.observe.End;
import io.helloscope.observe.Observation;
import io.helloscope.observe.Stage;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.Evidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Party;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Sharpens a diagnosis by what only packets tell: who really sent a reset, which packets got lost, who answered too soon. */
final class PathVerdict {
    private static final Set<Cause> SILENCE = EnumSet.of(Cause.NO_ANSWER_TO_HELLO, Cause.STALLED_DURING_HANDSHAKE, Cause.CLIENT_CANCELLED,
            Cause.CLIENT_CLOSED_DURING_HANDSHAKE);
    /** A segment of this size fills a packet on the paths that there are. */
    private static final int FULL_SIZE = 1160;
    /** Below this the capture was made beside the server, and round trips tell nothing. */
    private static final long TELLING_ROUND_TRIP = 4_000_000L;

    private final Classifier classifier;

    PathVerdict(Classifier classifier) {
        this.classifier = classifier;
    }

    Diagnosis apply(CapturedConnection captured, Diagnosis diagnosis) {
        PathFacts path = captured.path();
        Observation seen = captured.connection().observation();
        Optional<PathFacts.ForeignReset> foreign = path.foreignReset().filter(reset -> cutBy(reset, seen));
        if (foreign.isPresent() && seen.stage().compareTo(Stage.ESTABLISHED) < 0) {
            return injected(foreign.get(), seen, diagnosis, path);
        }
        if (SILENCE.contains(diagnosis.cause()) && seen.bytesFromClient() > 0) {
            Optional<Diagnosis> lost = lost(path, seen, diagnosis);
            if (lost.isPresent()) {
                return lost.get();
            }
        }
        if (!diagnosis.failure()) {
            return diagnosis;
        }
        List<Evidence> more = new ArrayList<>();
        tooSoon(path, seen).ifPresent(more::add);
        boolean nearer = !more.isEmpty() && diagnosis.party() == Party.SERVER && diagnosis.confidence() != Confidence.CERTAIN
                || !more.isEmpty() && diagnosis.cause() == Cause.RESET_AFTER_HELLO;
        path.icmp().map(PathVerdict::router).ifPresent(more::add);
        if (path.helloRepeats() > 0) {
            more.add(repeats(path));
        }
        return more.isEmpty() ? diagnosis : with(diagnosis, nearer ? Party.NETWORK : diagnosis.party(), diagnosis.confidence(), more, false);
    }

    private static boolean cutBy(PathFacts.ForeignReset reset, Observation seen) {
        return seen.firstEnd().filter(end -> end.kind() == CloseKind.RESET).flatMap(End::by).filter(by -> by == reset.inTheNameOf()).isPresent();
    }

    private Diagnosis injected(PathFacts.ForeignReset reset, Observation seen, Diagnosis diagnosis, PathFacts path) {
        List<Evidence> evidence = new ArrayList<>();
        reset.signs().forEach(sign -> evidence.add(packets(sign)));
        tooSoon(path, seen).ifPresent(evidence::add);
        Confidence sure = reset.strong() ? Confidence.LIKELY : Confidence.POSSIBLE;
        if (diagnosis.failure() && reset.inTheNameOf() == Direction.SERVER) {
            return with(diagnosis, Party.NETWORK, sure, evidence, true);
        }
        Cause cause = seen.stage().compareTo(Stage.HELLO) > 0 ? Cause.RESET_DURING_HANDSHAKE
                : seen.bytesFromClient() > 0 ? Cause.RESET_AFTER_HELLO : Cause.RESET_BEFORE_HELLO;
        return with(classifier.describe(cause, sure, List.of()), Party.NETWORK, sure, evidence, true);
    }

    /** Large packets, or the second one of a hello, that never arrive. */
    private Optional<Diagnosis> lost(PathFacts path, Observation seen, Diagnosis diagnosis) {
        List<Evidence> evidence = new ArrayList<>();
        if (path.helloRepeats() > 0) {
            evidence.add(repeats(path));
        }
        Optional<RouterMessage> tooBig = path.icmp().filter(message -> message.kind() == RouterMessage.Kind.TOO_BIG);
        if (tooBig.isPresent()) {
            evidence.add(0, router(tooBig.get()));
            return Optional.of(with(classifier.describe(Cause.PATH_MTU, Confidence.LIKELY, List.of()), Party.NETWORK, Confidence.LIKELY, evidence, true));
        }
        boolean unanswered = seen.bytesFromServer() == 0 && path.helloRepeats() > 0 && seen.stage().compareTo(Stage.HELLO) <= 0;
        long acknowledged = Math.max(0, path.acknowledgedFromClient());
        if (!unanswered || acknowledged >= seen.bytesFromClient()) {
            return Optional.empty();
        }
        if (acknowledged == 0 && path.firstSegment() < FULL_SIZE) {
            return Optional.of(with(diagnosis.failure() ? diagnosis : classifier.describe(Cause.NO_ANSWER_TO_HELLO, Confidence.LIKELY, List.of()),
                    Party.NETWORK, Confidence.LIKELY, List.of(packets(("The server's host answered the connection attempt and acknowledged no byte of"
                            + " the hello, which was sent %d times more: something on the path drops it.").formatted(path.helloRepeats()))), false));
        }
        if (acknowledged >= path.firstSegment() && path.firstSegment() >= FULL_SIZE) {
            evidence.add(0, packets(("The first segment of the hello, %d bytes, was acknowledged; the rest never was, however often it was sent:"
                    + " full-size packets pass, so something on the path drops the second part of a hello.").formatted(path.firstSegment())));
            return Optional.of(with(classifier.describe(Cause.LARGE_HELLO_INTOLERANCE, Confidence.LIKELY, List.of()), Party.NETWORK,
                    Confidence.LIKELY, evidence, true));
        }
        evidence.add(0, packets("Of the hello %d bytes were acknowledged; the connection attempt, in small packets, had passed.".formatted(acknowledged)));
        return Optional.of(with(classifier.describe(Cause.PATH_MTU, Confidence.POSSIBLE, List.of()), Party.NETWORK, Confidence.POSSIBLE, evidence, true));
    }

    /** An answer that comes sooner than the server's host answered a SYN comes from nearer. */
    private static Optional<Evidence> tooSoon(PathFacts path, Observation seen) {
        if (path.connectRoundTrip().isEmpty() || path.helloRoundTrip().isEmpty() || seen.bytesFromClient() == 0) {
            return Optional.empty();
        }
        long connect = path.connectRoundTrip().getAsLong();
        long answer = path.helloRoundTrip().getAsLong();
        return connect < TELLING_ROUND_TRIP || answer > connect / 2 ? Optional.empty() : Optional.of(packets(
                "The answer to the client's first bytes came after %s, the answer to its SYN after %s: whoever answered is nearer than the server's host."
                        .formatted(milliseconds(answer), milliseconds(connect))));
    }

    private static Evidence repeats(PathFacts path) {
        return packets("Segments of the client's first bytes were sent again %s before any answer.".formatted(
                path.helloRepeats() == 1 ? "once" : path.helloRepeats() + " times"));
    }

    private static Evidence router(RouterMessage message) {
        String whose = message.about() == Direction.CLIENT ? "a packet of the client" : "a packet of the server";
        return packets(switch (message.kind()) {
            case TOO_BIG -> "The router %s said that %s is too big for the next link%s.".formatted(message.from(), whose,
                    message.mtu() > 0 ? ", which takes " + message.mtu() + " bytes" : "");
            case PROHIBITED -> "The router %s said that it may not pass on %s.".formatted(message.from(), whose);
            case UNREACHABLE -> "The router %s said that it cannot deliver %s.".formatted(message.from(), whose);
        });
    }

    private static Evidence packets(String sentence) {
        return new Evidence(EvidenceSource.PACKETS, sentence);
    }

    private static String milliseconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    private static Diagnosis with(Diagnosis told, Party party, Confidence confidence, List<Evidence> more, boolean first) {
        List<Evidence> all = new ArrayList<>(first ? more : told.evidence());
        all.addAll(first ? told.evidence() : more);
        return new Diagnosis(told.cause(), told.phase(), party, confidence, told.failure(), told.product(), told.protocol(), told.title(),
                told.explanation(), all, told.remedies(), told.clientErrors(), told.overridable(), told.checks());
    }
}
