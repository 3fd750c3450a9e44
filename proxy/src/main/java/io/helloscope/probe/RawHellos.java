package io.helloscope.probe;

import io.helloscope.observe.Question;
import io.helloscope.observe.Question.Change;
import io.helloscope.probe.hello.Flight;
import io.helloscope.probe.hello.Hellos;
import io.helloscope.tls.ClientHello;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The hellos that no library writes: the client's once more, and ours of one version. */
final class RawHellos implements Talks.Flights {
    private final SecureRandom random = new SecureRandom();

    @Override
    public Optional<List<Piece>> of(Question question, ProbeTarget target) {
        if (question instanceof Question.Hello again) {
            return repeated(target, again.change());
        }
        if (question instanceof Question.OtherAddress) {
            return repeated(target, Change.NOTHING);
        }
        return question instanceof Question.OnlyVersion only ? Optional.of(pieces(Hellos.only(only.version(), name(target), random))) : Optional.empty();
    }

    private Optional<List<Piece>> repeated(ProbeTarget target, Change change) {
        return target.hello().filter(change::appliesTo).map(hello -> pieces(Hellos.repeated(hello, change, random)));
    }

    /** As the client named it, else as it asked for it. */
    private static Optional<String> name(ProbeTarget target) {
        return target.hello().flatMap(ClientHello::serverName).or(() -> Optional.of(target.destination().host()));
    }

    private static List<Piece> pieces(Flight flight) {
        List<Piece> pieces = new ArrayList<>();
        flight.chunks().forEach(chunk -> pieces.add(new Piece(chunk, pieces.isEmpty() ? Duration.ZERO : flight.pause())));
        return pieces;
    }
}
