package io.helloscope.probe;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Direction;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.Stage;
import io.helloscope.tls.AlertDescription;
import java.util.List;

/** Sends some bytes and hears what comes back: a ClientHello, a request in plain text, or nothing. */
final class FlightTalk implements Talk {
    private static final Bytes HTTP = Bytes.of((byte) 'H', (byte) 'T', (byte) 'T', (byte) 'P', (byte) '/');

    private final List<Piece> flight;
    private final Next first;

    private FlightTalk(List<Piece> flight, Next first) {
        this.flight = List.copyOf(flight);
        this.first = first;
    }

    /** Begins a handshake; a first byte that may be of a TLS record is no answer. */
    static FlightTalk hello(List<Piece> flight) {
        return new FlightTalk(flight, Next.MORE);
    }

    /** Asks in plain text, or waits for the server to speak: one byte may be all of the answer. */
    static FlightTalk plain(Bytes request) {
        return new FlightTalk(request.isEmpty() ? List.of() : List.of(Piece.of(request)), Next.REST);
    }

    @Override
    public List<Piece> opening() {
        return flight;
    }

    @Override
    public Next next(Observation seen) {
        return switch (seen.serverKind()) {
            case NOTHING -> Next.MORE;
            case UNDECIDED -> first;
            case TLS -> afterTls(seen);
            case SSLV2 -> Next.REST;
            case NOT_TLS -> afterText(seen.serverExcerpt());
        };
    }

    private static Next afterTls(Observation seen) {
        boolean answered = seen.retryRequest().isPresent() || seen.stage().compareTo(Stage.SERVER_FLIGHT) >= 0;
        if (answered || seen.alerts().stream().anyMatch(FlightTalk::isLastWord)) {
            return Next.NOTHING;
        }
        boolean damaged = seen.damage().stream().anyMatch(damage -> damage.sender() == Direction.SERVER);
        return seen.serverHello().isPresent() || damaged ? Next.REST : Next.MORE;
    }

    /** Behind other warnings, such as unrecognized_name, a ServerHello follows. */
    private static boolean isLastWord(SeenAlert seen) {
        return seen.sender() == Direction.SERVER
                && seen.alert().map(alert -> alert.fatal() || alert.description().equals(AlertDescription.CLOSE_NOTIFY)).orElse(false);
    }

    private static Next afterText(Bytes text) {
        if (text.length() >= ObserverLimits.DEFAULT.excerpt()) {
            return Next.NOTHING;
        }
        return text.startsWith(HTTP) && !headIsComplete(text.latin1()) ? Next.MORE : Next.REST;
    }

    private static boolean headIsComplete(String text) {
        return text.contains("\r\n\r\n") || text.contains("\n\n");
    }
}
