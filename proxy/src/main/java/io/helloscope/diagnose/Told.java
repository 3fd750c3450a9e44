package io.helloscope.diagnose;

import io.helloscope.observe.Direction;
import io.helloscope.observe.End;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.StreamKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Answers as parts of sentences: what the server did when it was asked. */
final class Told {
    private Told() {
    }

    /** In the past tense, for "the server ...". */
    static String did(ProbeAnswer answer) {
        Observation seen = answer.observation();
        if (answer.shookHands()) {
            return "took up the handshake";
        }
        Optional<SeenAlert> alert = alert(seen);
        if (alert.isPresent()) {
            return "sent a " + Words.alert(alert.get());
        }
        if (seen.serverExcerpt().length() > 0 && seen.serverKind() != StreamKind.TLS) {
            return "answered " + Words.firstLine(seen.serverExcerpt());
        }
        return left(seen).map(Words::end).orElse("kept silent");
    }

    static Optional<SeenAlert> alert(Observation seen) {
        return seen.alerts().stream().filter(alert -> alert.sender() == Direction.SERVER).findFirst();
    }

    /** The server's end, where it came first. */
    static Optional<End> left(Observation seen) {
        return seen.firstEnd().filter(end -> end.by().filter(by -> by == Direction.SERVER).isPresent());
    }

    /** Whether nothing at all came back until the time limit. */
    static boolean silent(ProbeAnswer answer) {
        return answer.observation().bytesFromServer() == 0 && left(answer.observation()).isEmpty();
    }

    /** {@code it reset the connection (RST), 3 of 3 times}. */
    static String failing(Tally tally) {
        return tally.answers().stream().filter(answer -> !answer.shookHands()).findFirst()
                .map(answer -> "it " + did(answer) + ", " + tally.of(tally.failed())).orElse("it failed");
    }

    /** The addresses that were asked, where there is more than one. */
    static String where(Tally tally) {
        List<String> addresses = tally.answers().stream().flatMap(answer -> answer.address().stream()).distinct().toList();
        return addresses.size() < 2 ? "" : " (" + addresses.stream().map(Words::text).collect(Collectors.joining(", ")) + ")";
    }
}
