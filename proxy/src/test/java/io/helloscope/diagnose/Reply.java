package io.helloscope.diagnose;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.observe.HandshakeObserver;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.ProbeAnswer.Session;
import io.helloscope.observe.Question;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Wire;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.testing.CertificateMaker.Issued;
import io.helloscope.tls.Alert;
import io.helloscope.tls.AlertDescription;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a server in a test does when it is asked.
 *
 * @param bytes its answer; may be none
 * @param end how it leaves; empty where it stays and is silent until our time is over
 * @param session of a whole handshake
 * @param refused no connection at all
 */
record Reply(byte[] bytes, Optional<CloseKind> end, Optional<Session> session, boolean refused) {
    static final String HERE = "192.0.2.1:443";
    static final String THERE = "[2001:db8::1]:443";

    static Reply of(byte[]... parts) {
        return new Reply(Wire.join(parts), Optional.of(CloseKind.FIN), Optional.empty(), false);
    }

    static Reply takesUp() {
        return of(Wire.flight13(0x1301));
    }

    static Reply alert(int code) {
        return of(Wire.alert(2, code));
    }

    static Reply text(String text) {
        return of(Wire.text(text));
    }

    static Reply resets() {
        return new Reply(new byte[0], Optional.of(CloseKind.RESET), Optional.empty(), false);
    }

    static Reply closes() {
        return of();
    }

    static Reply silence() {
        return new Reply(new byte[0], Optional.empty(), Optional.empty(), false);
    }

    static Reply unreachable() {
        return new Reply(new byte[0], Optional.empty(), Optional.empty(), true);
    }

    /** A handshake of our own, with this chain. */
    static Reply session(boolean asksForCertificate, Optional<Integer> alert, Issued... chain) {
        List<Bytes> ders = Arrays.stream(chain).map(Issued::der).toList();
        Optional<Alert> said = alert.map(code -> new Alert(2, new AlertDescription(code)));
        Session inside = new Session(ders, Optional.empty(), asksForCertificate, Optional.empty(), said.isEmpty(), false, said);
        return new Reply(Wire.flight13(0x1301), Optional.of(CloseKind.FIN), Optional.of(inside), false);
    }

    /** Seen with the observer's eyes. */
    ProbeAnswer to(Question question) {
        if (refused) {
            Reach reach = new Reach.Failed(Reach.Failure.REFUSED, Optional.of("192.0.2.1"), Optional.empty(), Optional.empty(), Reach.DialTimes.NONE);
            return answer(question, Optional.empty(), reach, new HandshakeObserver(ObserverLimits.DEFAULT));
        }
        HandshakeObserver observer = new HandshakeObserver(ObserverLimits.DEFAULT);
        observer.bytes(Direction.CLIENT, ByteBuffer.wrap(said(question)), 1_000_000);
        observer.bytes(Direction.SERVER, ByteBuffer.wrap(bytes), 4_000_000);
        Optional<Direction> by = end.map(kind -> Direction.SERVER);
        observer.closed(by, end.orElse(CloseKind.TIMEOUT), 5_000_000);
        String address = question instanceof Question.OtherAddress ? THERE : HERE;
        return answer(question, Optional.of(address), new Reach.Connected("192.0.2.1", 443, Optional.empty(), Reach.DialTimes.NONE), observer);
    }

    private ProbeAnswer answer(Question question, Optional<String> address, Reach reach, HandshakeObserver observer) {
        return new ProbeAnswer(question, address, reach, observer.snapshot(), session, CertificateMaker.NOW, Duration.ofMillis(end.isPresent() ? 5 : 1500));
    }

    private static byte[] said(Question question) {
        if (question instanceof Question.Plain plain) {
            return plain == Question.Plain.BANNER ? new byte[0] : Wire.text("GET / HTTP/1.1\r\nHost: server.test\r\n\r\n");
        }
        return Wire.hello();
    }
}
