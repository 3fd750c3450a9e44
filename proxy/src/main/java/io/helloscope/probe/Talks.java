package io.helloscope.probe;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Question;
import io.helloscope.tls.ProtocolVersion;
import java.util.List;
import java.util.Optional;

/** How each question is asked. */
final class Talks {
    /** The ClientHellos that are sent byte by byte. */
    interface Flights {
        /** The pieces of this question's hello; empty where it cannot be asked of this target. */
        Optional<List<Piece>> of(Question question, ProbeTarget target);
    }

    private static final Bytes H2 = Bytes.of((byte) 'h', (byte) '2');

    private final PlainRequests plain;
    private final Flights flights;
    private final ProbeSettings settings;

    Talks(PlainRequests plain, Flights flights, ProbeSettings settings) {
        this.plain = plain;
        this.flights = flights;
        this.settings = settings;
    }

    /** A request is made as the client would make it, with its versions. */
    private static boolean offered(ProbeTarget target, ProtocolVersion version) {
        return target.hello().map(hello -> hello.offersVersion(version)).orElse(true);
    }

    /** The talk; empty where this question has no sense for this target. */
    Optional<Talk> of(Question question, ProbeTarget target) {
        if (question instanceof Question.Plain request) {
            return Optional.of(FlightTalk.plain(plain.of(request, target.destination())));
        } else if (question instanceof Question.Certificate) {
            return Optional.of(new CertificateTalk(new CertificateClient(target, version -> true, settings.bytes()), alpn -> Bytes.EMPTY));
        } else if (question instanceof Question.Request) {
            return Optional.of(new CertificateTalk(new CertificateClient(target, version -> offered(target, version), settings.bytes()),
                    alpn -> plain.of(alpn.filter(H2::equals).isPresent() ? Question.Plain.HTTP2 : Question.Plain.HTTP, target.destination())));
        }
        return flights.of(question, target).map(FlightTalk::hello);
    }
}
