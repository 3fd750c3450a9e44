package io.helloscope.observe;

import static io.helloscope.observe.CloseKind.FIN;
import static io.helloscope.observe.Direction.CLIENT;
import static io.helloscope.observe.Direction.SERVER;
import static io.helloscope.observe.Script.script;
import static io.helloscope.observe.Wire.alert;
import static io.helloscope.observe.Wire.data;
import static io.helloscope.observe.Wire.flight13;
import static io.helloscope.observe.Wire.hello;
import static io.helloscope.observe.Wire.hex;
import static io.helloscope.observe.Wire.noise;
import static io.helloscope.observe.Wire.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Directions that are not TLS, at first or for good. */
class PlaintextTest {
    @ParameterizedTest
    @CsvSource({
        "485454502f312e31, NOT_TLS", "4854, NOT_TLS", "48, UNDECIDED", "16, UNDECIDED", "1603, UNDECIDED", "160303, TLS", "1604, NOT_TLS",
        "160305, TLS", "1503ff, TLS", "140303, TLS", "140305, NOT_TLS", "170303, TLS", "180303, TLS", "190303, NOT_TLS", "80, UNDECIDED",
        "8003, UNDECIDED", "800300, SSLV2", "800400, NOT_TLS", "800b04, SSLV2", "800a04, NOT_TLS", "c8ed12, NOT_TLS", "fffd18, NOT_TLS",
        "ff, UNDECIDED", "000006, NOT_TLS", "00, UNDECIDED", "0000, NOT_TLS", "64000000, NOT_TLS",
    })
    void firstBytesOfAServerDecide(String bytes, StreamKind kind) {
        Observation seen = script().client(hello()).server(hex(bytes)).closed(SERVER, FIN).play();

        assertThat(seen.serverKind()).isEqualTo(kind);
        assertThat(seen.bytesFromServer()).isEqualTo(bytes.length() / 2);
        if (kind != StreamKind.TLS) {
            assertThat(seen.serverExcerpt().hex()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "474554202f20, NOT_TLS", "47, UNDECIDED", "802e010303, SSLV2", "802e010002, SSLV2", "802e01, UNDECIDED", "802e010403, NOT_TLS",
        "800b010303, NOT_TLS", "802e02, NOT_TLS", "160301, TLS", "0000, NOT_TLS", "0501, NOT_TLS",
    })
    void firstBytesOfAClientDecide(String bytes, StreamKind kind) {
        Observation seen = script().client(hex(bytes)).play();

        assertThat(seen.clientKind()).isEqualTo(kind);
        assertThat(seen.stage()).isEqualTo(kind == StreamKind.TLS || kind == StreamKind.SSLV2 ? Stage.HELLO_PARTIAL : Stage.NOTHING);
    }

    @Test
    void plainHttpInAnswerToAHello() {
        byte[] reply = text("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
        Observation seen = script().client(hello()).server(reply).closed(SERVER, FIN).client(alert(2, 70)).closed(CLIENT, FIN).play();

        assertThat(seen.clientKind()).isEqualTo(StreamKind.TLS);
        assertThat(seen.serverKind()).isEqualTo(StreamKind.NOT_TLS);
        assertThat(seen.serverExcerpt()).isEqualTo(Bytes.of(reply));
        assertThat(seen.clientExcerpt()).isEqualTo(Bytes.EMPTY);
        assertThat(seen.alerts()).extracting(SeenAlert::sender).containsExactly(CLIENT);
        assertThat(seen.stage()).isEqualTo(Stage.HELLO);
        assertThat(seen.history()).isEqualTo("CL");
        assertThat(seen.serverSpokeFirst()).isFalse();
    }

    @Test
    void serverThatSpeaksFirst() {
        Observation seen = script().server(text("220 mail.test ESMTP\r\n")).client(hello()).server(text("500 what\r\n")).play();

        assertThat(seen.serverSpokeFirst()).isTrue();
        assertThat(seen.serverKind()).isEqualTo(StreamKind.NOT_TLS);
        assertThat(seen.clientKind()).isEqualTo(StreamKind.TLS);
        assertThat(seen.clientHello()).isPresent();
        assertThat(seen.startedBy()).isEmpty();
        assertThat(seen.serverExcerpt().latin1()).isEqualTo("220 mail.test ESMTP\r\n500 what\r\n");
    }

    @Test
    void ssl20AnswerIsKept() {
        Observation seen = script().client(hello()).server(hex("8003000001")).closed(SERVER, FIN).play();

        assertThat(seen.serverKind()).isEqualTo(StreamKind.SSLV2);
        assertThat(seen.serverExcerpt().hex()).isEqualTo("8003000001");
        assertThat(seen.damage()).isEmpty();
    }

    @Test
    void plainHttpToATlsServerThatAnswersWithAnAlert() {
        Observation seen = script().client(text("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")).server(alert(2, 70)).closed(SERVER, FIN).play();

        assertThat(seen.clientKind()).isEqualTo(StreamKind.NOT_TLS);
        assertThat(seen.clientExcerpt().latin1()).startsWith("GET / HTTP/1.1\r\n");
        assertThat(seen.serverKind()).isEqualTo(StreamKind.TLS);
        assertThat(seen.alerts()).hasSize(1);
        assertThat(seen.stage()).isEqualTo(Stage.NOTHING);
    }

    @Test
    void excerptsAreBounded() {
        Observation seen = script(new ObserverLimits(65536, 64, 100, 16)).client(noise0(5000)).server(text("SSH-2.0-x\r\n"), noise(700)).play();

        assertThat(seen.clientExcerpt().length()).isEqualTo(100);
        assertThat(seen.serverExcerpt().length()).isEqualTo(100);
        assertThat(seen.bytesFromClient()).isEqualTo(5000);
    }

    private static byte[] noise0(int length) {
        byte[] noise = noise(length);
        noise[0] = 'S';
        return noise;
    }

    @Test
    void plaintextBothWaysSatisfiesOnceItCannotBecomeTls() {
        Script script = script().client(text("SSH-2.0-a\r\n")).server(text("SSH-2.0-b\r\n"));
        assertThat(script.watch().satisfied()).isFalse();
        assertThat(script.client(new byte[5000]).watch().satisfied()).isTrue();
    }

    @Test
    void longPlaintextDownloadSatisfies() {
        Script script = script().client(text("GET / HTTP/1.1\r\n\r\n")).server(text("HTTP/1.1 200 OK\r\n\r\n"));
        assertThat(script.watch().satisfied()).isFalse();
        assertThat(script.server(new byte[70_000]).watch().satisfied()).isTrue();
    }

    static Stream<Arguments> upgrades() {
        return Stream.of(
                Arguments.of("smtp", script().server(text("220 mx ESMTP\r\n")).client(text("EHLO a\r\n"))
                        .server(text("250-mx\r\n250 STARTTLS\r\n")).client(text("STARTTLS\r\n")).server(text("220 ready\r\n"))),
                Arguments.of("imap", script().server(text("* OK ready\r\n")).client(text("a1 STARTTLS\r\n")).server(text("a1 OK begin\r\n"))),
                Arguments.of("pop3", script().server(text("+OK ready\r\n")).client(text("STLS\r\n")).server(text("+OK begin\r\n"))),
                Arguments.of("ftp", script().server(text("220 ftp\r\n")).client(text("AUTH TLS\r\n")).server(text("234 go\r\n"))),
                Arguments.of("nntp", script().server(text("200 news\r\n")).client(text("STARTTLS\r\n")).server(text("382 go\r\n"))),
                Arguments.of("ldap", script().client(hex("301d02010177188016312e332e362e312e342e312e313436362e3230303337"))
                        .server(hex("300c02010178070a010004000400"))),
                Arguments.of("postgresql", script().client(hex("0000000804d2162f")).server(text("S"))),
                Arguments.of("mysql", script().server(hex("4a0000000a382e302e3000"), noise(66))
                        .client(hex("2000000105aebf01000000012d"), new byte[23])),
                Arguments.of("xmpp", script().client(text("<stream:stream to='a'>")).server(text("<stream:stream><stream:features>"))
                        .client(text("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")).server(text("<proceed/>"))),
                Arguments.of("http-connect", script().client(text("CONNECT a.test:443 HTTP/1.1\r\n\r\n"))
                        .server(text("HTTP/1.1 200 OK\r\n\r\n"))),
                Arguments.of("socks", script().client(hex("050100")).server(hex("0500")).client(hex("0501000106060606 01bb"))
                        .server(hex("05000001000000000000"))),
                Arguments.of("rdp", script().client(hex("030000130ee000000000000100080003000000"))
                        .server(hex("030000130ed000001234000200080002000000"))),
                Arguments.of("other", script().client(text("LET US BE SECRET\n")).server(text("YES\n"))));
    }

    @ParameterizedTest
    @MethodSource("upgrades")
    void tlsThatBeginsInTheSameStreamIsFollowed(String startedBy, Script plain) {
        HandshakeObserver observer = plain.client(hello()).server(flight13(0x1301)).client(Wire.CCS, data(53)).client(data(70))
                .server(data(282), data(282), data(99)).watch();

        Observation seen = observer.snapshot();
        assertThat(seen.startedBy()).contains(startedBy);
        assertThat(seen.clientKind()).isEqualTo(StreamKind.TLS);
        assertThat(seen.serverKind()).isEqualTo(StreamKind.TLS);
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
        assertThat(seen.history()).isEqualTo("CsidIFDd");
        assertThat(seen.clientExcerpt()).isEqualTo(Bytes.EMPTY);
        assertThat(seen.damage()).isEmpty();
        assertThat(observer.satisfied()).isTrue();
    }

    @Test
    void failureOfATlsThatAStartTlsBeganIsSeen() {
        Script plain = script().server(text("220 mx\r\n")).client(text("STARTTLS\r\n")).server(text("220 go\r\n"));
        Observation alert = plain.client(hello()).server(alert(2, 40)).closed(SERVER, FIN).play();

        assertThat(alert.stage()).isEqualTo(Stage.HELLO);
        assertThat(alert.alerts()).hasSize(1);
        assertThat(alert.startedBy()).contains("smtp");
    }

    @Test
    void plaintextInAnswerToALateHelloIsKept() {
        Observation seen = script().server(text("220 mx\r\n")).client(text("STARTTLS\r\n")).server(text("220 go\r\n")).client(hello())
                .server(text("500 gone mad\r\n")).play();

        assertThat(seen.serverKind()).isEqualTo(StreamKind.NOT_TLS);
        assertThat(seen.serverExcerpt().latin1()).isEqualTo("500 gone mad\r\n");
    }

    @Test
    void helloWithinATurnIsPayload() {
        Observation seen = script().client(text("PUT /x HTTP/1.1\r\n")).server(text("HTTP/1.1 100 Continue\r\n\r\n")).client(text("body "))
                .client(hello()).play();

        assertThat(seen.startedBy()).isEmpty();
        assertThat(seen.clientKind()).isEqualTo(StreamKind.NOT_TLS);
    }

    @Test
    void turnThatOnlyBeginsLikeAHelloIsPayload() {
        byte[] almost = hello();
        almost[9] = 4;
        Observation seen = script().client(text("abc")).server(text("def")).client(almost).play();

        assertThat(seen.clientKind()).isEqualTo(StreamKind.NOT_TLS);
        assertThat(seen.clientExcerpt().length()).isEqualTo(3 + almost.length);
    }
}
