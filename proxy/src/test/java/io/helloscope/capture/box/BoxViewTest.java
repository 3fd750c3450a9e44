package io.helloscope.capture.box;

import static io.helloscope.observe.Wire.CCS;
import static io.helloscope.observe.Wire.join;
import static io.helloscope.observe.Wire.record;
import static io.helloscope.testing.CertificateMaker.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.Arrival;
import io.helloscope.observe.Client;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Direction;
import io.helloscope.observe.HandshakeObserver;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Wire;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.x509.TrustAnchors;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class BoxViewTest {
    private static final byte[] HELLO = Wire.hello(Wire.extension(16, Wire.vector16(Wire.vector8(Wire.text("h2")))));
    private static final long SECOND = 1_000_000_000L;
    private static final int RANDOM = 11;

    private static Connection connection(String id, long nanos, Consumer<Talk> script) {
        Talk talk = new Talk(nanos);
        script.accept(talk);
        return new Connection(id, NOW.plusNanos(nanos), nanos, Arrival.CAPTURE, new Client("10.0.0.1", 40_000, Optional.empty()),
                new Destination("server.test", 443), new Reach.Connected("192.0.2.1", 443, Optional.empty(), Reach.DialTimes.NONE),
                talk.observer.snapshot(), Optional.empty(), OptionalLong.of(talk.now));
    }

    private static final class Talk {
        private final HandshakeObserver observer = new HandshakeObserver(ObserverLimits.DEFAULT);
        private long now;

        private Talk(long now) {
            this.now = now;
        }

        Talk client(byte... bytes) {
            observer.bytes(Direction.CLIENT, ByteBuffer.wrap(bytes), now += 1000);
            return this;
        }

        Talk server(byte... bytes) {
            observer.bytes(Direction.SERVER, ByteBuffer.wrap(bytes), now += 1000);
            return this;
        }

        Talk closed(Direction by, CloseKind kind) {
            observer.closed(Optional.of(by), kind, now += 1000);
            return this;
        }

        Talk handshake12(byte[] hello, byte[]... chain) {
            return client(hello).server(join(record(22, Wire.hello12Message()), record(22, Wire.certificateMessage(chain)),
                    record(22, Wire.keyExchangeMessage()), record(22, Wire.helloDone())))
                    .client(join(Wire.clientKeyExchange(), CCS, Wire.finished12())).server(join(CCS, Wire.finished12()));
        }
    }

    /** A hello of a box: other random, other ciphers, no ALPN. */
    private static byte[] own(int... ciphers) {
        byte[] hello = record(22, Wire.handshake(1, Wire.u16(0x0303), Wire.noise(32), Wire.vector8(), Wire.vector16(Wire.u16s(ciphers)),
                Wire.vector8(Wire.u8(0)), Wire.vector16(Wire.serverName("server.test"), Wire.extension(10, Wire.vector16(Wire.u16s(0x0017))))));
        hello[RANDOM] ^= 0x55;
        return hello;
    }

    private static BoxFindings look(Connection client, Connection... behind) {
        return new BoxView(TrustAnchors.NONE).look(List.of(client), List.of(behind));
    }

    private static BoxCase only(BoxFindings findings) {
        assertThat(findings.cases()).hasSize(1);
        return findings.cases().get(0);
    }

    @Test
    void theSameHandshakeOnBothSidesPassed() {
        Connection client = connection("a", 0, talk -> talk.handshake12(HELLO, Wire.noise(900)));
        BoxFindings findings = look(client, connection("b", SECOND, talk -> talk.handshake12(HELLO, Wire.noise(900))));
        assertThat(only(findings).fate()).isEqualTo(Fate.PASSED);
        assertThat(only(findings).changes()).isEmpty();
        assertThat(findings.grade()).isEmpty();
        assertThat(findings.behindOnly()).isZero();
    }

    @Test
    void aHelloThatChangedOnTheWayIsAltered() {
        byte[] without = Wire.hello();
        BoxCase one = only(look(connection("a", 0, talk -> talk.client(HELLO)), connection("b", 0, talk -> talk.client(without))));
        assertThat(one.fate()).isEqualTo(Fate.ALTERED);
        assertThat(one.changes()).contains(new Change("alpn", "lost: h2"));
    }

    @Test
    void aBoxThatSpeaksItselfIsToldWithAllItChanged() throws Exception {
        byte[] real = CertificateMaker.server("server.test").selfSigned().der().toArray();
        byte[] shown = CertificateMaker.server("server.test").signedBy(CertificateMaker.authority("CN=Box CA").selfSigned()).der().toArray();
        Connection client = connection("a", 0, talk -> talk.handshake12(HELLO, shown));
        BoxCase one = only(look(client, connection("b", SECOND, talk -> talk.handshake12(own(0xc02f, 0x0005), real))));
        assertThat(one.fate()).isEqualTo(Fate.RE_TERMINATED);
        assertThat(one.changes()).contains(new Change("alpn", "lost: h2"), new Change("highest-version", "TLS 1.3 became TLS 1.2"),
                new Change("ciphers", "added: TLS_RSA_WITH_RC4_128_SHA")).extracting(Change::part).contains("ja4", "groups", "certificate-issuer");
        assertThat(one.masked()).anyMatch(fault -> fault.contains("signed by its own key"));
        assertThat(one.grade()).contains(Grade.F);
        assertThat(one.reasons()).first().asString().startsWith("it accepted a certificate");
        assertThat(one.reasons()).anyMatch(reason -> reason.contains("RC4"));
    }

    @Test
    void anExpiredCertificateThatTheClientCannotSeeIsMasked() throws Exception {
        CertificateMaker.Issued authority = CertificateMaker.authority("CN=Some CA").selfSigned();
        byte[] real = CertificateMaker.server("server.test").valid(NOW.minus(Duration.ofDays(90)), NOW.minus(Duration.ofDays(1))).signedBy(authority)
                .der().toArray();
        byte[] shown = CertificateMaker.server("server.test").signedBy(CertificateMaker.authority("CN=Box CA").selfSigned()).der().toArray();
        BoxCase one = only(look(connection("a", 0, talk -> talk.handshake12(HELLO, shown)), connection("b", 0, talk -> talk.handshake12(own(0xc02f), real))));
        assertThat(one.masked()).anyMatch(fault -> fault.contains("valid until"));
        assertThat(one.grade()).contains(Grade.F);
    }

    @Test
    void aBoxThatRefusesTheCertificateAndAnswersItselfIsNoFault() {
        Connection server = connection("b", 0, talk -> talk.client(own(0xc02f)).server(join(record(22, Wire.hello12Message()),
                record(22, Wire.certificateMessage(Wire.noise(900))))).client(Wire.alert(2, 45)).closed(Direction.CLIENT, CloseKind.FIN));
        BoxCase one = only(look(connection("a", 0, talk -> talk.handshake12(HELLO, Wire.noise(800))), server));
        assertThat(one.fate()).isEqualTo(Fate.ANSWERED_BY_BOX);
        assertThat(one.because()).contains("the box refused with the alert certificate_expired");
        assertThat(one.masked()).isEmpty();
    }

    @Test
    void aClientWhoseHelloWasNeverSentOnIsBlocked() {
        BoxCase one = only(look(connection("a", 0, talk -> talk.client(HELLO).closed(Direction.SERVER, CloseKind.RESET))));
        assertThat(one.fate()).isEqualTo(Fate.BLOCKED);
        assertThat(one.because()).contains("a reset");
    }

    @Test
    void aResetThatTheServerDidNotSendIsTheBoxes() {
        Connection client = connection("a", 0, talk -> talk.client(HELLO).closed(Direction.SERVER, CloseKind.RESET));
        Connection server = connection("b", 0, talk -> talk.client(HELLO).closed(Direction.CLIENT, CloseKind.RESET));
        BoxCase one = only(look(client, server));
        assertThat(one.fate()).isEqualTo(Fate.CUT_BY_BOX);
        assertThat(one.because()).contains("reset the server's side in the client's name");
    }

    @Test
    void aResetThatTheServerDidSendIsBehindTheBox() {
        Consumer<Talk> reset = talk -> talk.client(HELLO).closed(Direction.SERVER, CloseKind.RESET);
        assertThat(only(look(connection("a", 0, reset), connection("b", 0, reset))).fate()).isEqualTo(Fate.ENDED_BEHIND_BOX);
    }

    @Test
    void aConnectionLongAfterIsNotTheSame() {
        Connection client = connection("a", 0, talk -> talk.handshake12(HELLO, Wire.noise(900)));
        BoxFindings findings = look(client, connection("b", 60 * SECOND, talk -> talk.handshake12(own(0xc02f), Wire.noise(900))));
        assertThat(only(findings).fate()).isEqualTo(Fate.UNPAIRED);
        assertThat(findings.behindOnly()).isEqualTo(1);
    }

    @Test
    void whatAttacksAreKnownForLowersTheGrade() {
        Connection client = connection("a", 0, talk -> talk.handshake12(HELLO, Wire.noise(900)));
        assertThat(look(client, connection("b", 0, talk -> talk.handshake12(own(0xc02f), Wire.noise(9)))).grade()).contains(Grade.B);
        assertThat(look(client, connection("b", 0, talk -> talk.handshake12(own(0xc02f, 0x0005), Wire.noise(9)))).grade()).contains(Grade.C);
        assertThat(look(client, connection("b", 0, talk -> talk.handshake12(own(0xc02f, 0x0003), Wire.noise(9)))).grade()).contains(Grade.F);
    }
}
