package io.helloscope.observe;

import static io.helloscope.observe.CloseKind.FIN;
import static io.helloscope.observe.Direction.CLIENT;
import static io.helloscope.observe.Direction.SERVER;
import static io.helloscope.observe.Script.script;
import static io.helloscope.observe.Wire.CCS;
import static io.helloscope.observe.Wire.alert;
import static io.helloscope.observe.Wire.clientKeyExchange;
import static io.helloscope.observe.Wire.data;
import static io.helloscope.observe.Wire.finished12;
import static io.helloscope.observe.Wire.flight12;
import static io.helloscope.observe.Wire.flight13;
import static io.helloscope.observe.Wire.handshake;
import static io.helloscope.observe.Wire.hello;
import static io.helloscope.observe.Wire.hello12Message;
import static io.helloscope.observe.Wire.hello13Message;
import static io.helloscope.observe.Wire.hex;
import static io.helloscope.observe.Wire.join;
import static io.helloscope.observe.Wire.noise;
import static io.helloscope.observe.Wire.record;
import static io.helloscope.observe.Wire.text;
import static io.helloscope.observe.Wire.u8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** TLS that is not as its format demands. */
class DamageTest {
    private static Damage only(Observation seen) {
        assertThat(seen.damage()).hasSize(1);
        return seen.damage().get(0);
    }

    private static Damage answer(byte[]... parts) {
        Observation seen = script().client(hello()).server(parts).client(alert(2, 10)).closed(CLIENT, FIN).play();
        assertThat(seen.alerts()).extracting(SeenAlert::sender).contains(CLIENT);
        assertThat(only(seen).sender()).isEqualTo(SERVER);
        return only(seen);
    }

    @Test
    void recordThatIsTooLong() {
        Observation seen = script().client(hello()).server(hex("16030350 00"), noise(20480)).client(alert(2, 22)).play();

        assertThat(only(seen)).isEqualTo(new Damage(SERVER, Damage.Kind.RECORD_LENGTH, 3, "record.length", "20480 (expected: 0..18432)"));
        assertThat(seen.serverKind()).isEqualTo(StreamKind.TLS);
        assertThat(seen.stage()).isEqualTo(Stage.HELLO);
        assertThat(seen.bytesFromServer()).isEqualTo(20485);
        assertThat(seen.alerts()).hasSize(1);
    }

    @Test
    void longestRecordIsNoDamage() {
        Observation seen = script().client(hello()).server(flight13(0x1301)).client(CCS, data(53)).server(data(18432)).play();

        assertThat(seen.damage()).isEmpty();
    }

    @Test
    void emptyRecord() {
        assertThat(answer(record(22))).isEqualTo(new Damage(SERVER, Damage.Kind.RECORD_EMPTY, 0, "record.length", "0 in a record of type 22"));
    }

    @Test
    void emptyApplicationDataIsAllowed() {
        Observation seen = script().client(hello()).server(flight12()).client(clientKeyExchange(), CCS, finished12()).server(CCS, finished12())
                .client(data(0), data(100)).play();

        assertThat(seen.damage()).isEmpty();
    }

    @Test
    void plaintextAfterTlsBegan() {
        byte[] first = record(22, hello12Message());
        Observation seen = script().client(hello()).server(first, text("HTTP/1.1 500 Oops\r\n")).play();

        assertThat(only(seen).kind()).isEqualTo(Damage.Kind.RECORD_TYPE);
        assertThat(only(seen).offset()).isEqualTo(first.length);
        assertThat(seen.history()).isEqualTo("Csq");
        assertThat(seen.stage()).isEqualTo(Stage.SERVER_HELLO);
    }

    @Test
    void helloRequestInPlaceOfTheServerHello() {
        Damage damage = answer(record(22, handshake(0)));

        assertThat(damage.kind()).isEqualTo(Damage.Kind.UNEXPECTED_MESSAGE);
        assertThat(damage.path()).isEqualTo("HelloRequest");
        assertThat(damage.offset()).isEqualTo(5);
    }

    @Test
    void clientHelloThatComesBack() {
        Damage damage = answer(hello());

        assertThat(damage.kind()).isEqualTo(Damage.Kind.UNEXPECTED_MESSAGE);
        assertThat(damage.path()).isEqualTo("ClientHello");
    }

    @Test
    void secondRetryRequest() {
        Observation seen = script().client(hello()).server(Wire.retryRequest()).client(CCS, hello()).server(Wire.retryRequest())
                .client(alert(2, 10)).closed(CLIENT, FIN).play();

        assertThat(only(seen).kind()).isEqualTo(Damage.Kind.UNEXPECTED_MESSAGE);
        assertThat(only(seen).path()).isEqualTo("HelloRetryRequest");
        assertThat(seen.history()).isEqualTo("CjICjL");
        assertThat(seen.secondClientHello()).isPresent();
        assertThat(seen.stage()).isEqualTo(Stage.SERVER_HELLO_PARTIAL);
    }

    @Test
    void serverHelloWithWrongLengthsInside() {
        byte[] truncated = handshake(2, hex("0303"), noise(32), hex("40"), new byte[8]);
        Observation seen = script().client(hello()).server(record(22, truncated)).closed(SERVER, FIN).play();

        assertThat(only(seen).kind()).isEqualTo(Damage.Kind.MESSAGE);
        assertThat(only(seen).path()).startsWith("ServerHello.session_id");
        assertThat(only(seen).offset()).isBetween(9L, 60L);
        assertThat(seen.serverHello()).isEmpty();
        assertThat(seen.stage()).isEqualTo(Stage.SERVER_HELLO_PARTIAL);
        assertThat(seen.history()).isEqualTo("Cs");
    }

    @Test
    void damagedClientHelloIsStillAHello() {
        byte[] broken = handshake(1, hex("0303"), noise(10));
        Observation seen = script().client(record(22, broken)).server(alert(2, 50)).play();

        assertThat(only(seen).sender()).isEqualTo(CLIENT);
        assertThat(only(seen).kind()).isEqualTo(Damage.Kind.MESSAGE);
        assertThat(seen.stage()).isEqualTo(Stage.HELLO);
        assertThat(seen.clientHello()).isEmpty();
        assertThat(seen.history()).isEqualTo("Cl");
    }

    @Test
    void certificateWithWrongLengthsDoesNotHideTheRest() {
        byte[] broken = handshake(11, hex("000100"), noise(5));
        Observation seen = script().client(hello()).server(record(22, hello12Message(), broken, Wire.keyExchangeMessage(), Wire.helloDone()))
                .play();

        assertThat(only(seen).path()).startsWith("Certificate");
        assertThat(seen.stage()).isEqualTo(Stage.SERVER_FLIGHT);
        assertThat(seen.serverKeyExchange()).isPresent();
    }

    @Test
    void messageInPlaceOfTheServerHello() {
        assertThat(answer(record(22, Wire.certificateMessage(noise(100)))).path()).isEqualTo("Certificate");
        assertThat(answer(record(22, noise(64))).kind()).isEqualTo(Damage.Kind.UNEXPECTED_MESSAGE);
    }

    @Test
    void secondServerHello() {
        assertThat(answer(record(22, hello12Message(), hello12Message())).reason()).isEqualTo("a second one");
    }

    @Test
    void messageInTheClearAfterTheServerHelloOfTls13() {
        assertThat(answer(record(22, hello13Message(0x1301), handshake(8, noise(6)))).reason())
                .isEqualTo("in the clear after the ServerHello");
        assertThat(answer(record(22, hello13Message(0x1301)), record(22, handshake(8, noise(6)))).kind())
                .isEqualTo(Damage.Kind.UNEXPECTED_MESSAGE);
    }

    @Test
    void dataOrAChangeOfCiphersBeforeTheServerHello() {
        assertThat(answer(data(100)).kind()).isEqualTo(Damage.Kind.UNEXPECTED_MESSAGE);
        assertThat(answer(CCS).path()).isEqualTo("ChangeCipherSpec");
    }

    @Test
    void strangeChangeOfCiphers() {
        assertThat(answer(record(22, hello12Message()), record(20, u8(2))).kind()).isEqualTo(Damage.Kind.MESSAGE);
    }

    @Test
    void clientThatAnswersLikeAServer() {
        Observation seen = script().client(hello(), record(22, hello12Message())).play();

        assertThat(only(seen)).extracting(Damage::sender, Damage::kind).containsExactly(CLIENT, Damage.Kind.UNEXPECTED_MESSAGE);
    }

    @Test
    void secondHelloThatNobodyAskedFor() {
        Observation seen = script().client(hello(), hello()).play();

        assertThat(only(seen).reason()).isEqualTo("a second one");
        assertThat(seen.secondClientHello()).isEmpty();
    }

    @Test
    void firstDamageOfEachSideIsKept() {
        Observation seen = script().client(hello(), hello()).server(record(22), record(22, handshake(0))).play();

        assertThat(seen.damage()).extracting(Damage::sender).containsExactly(CLIENT, SERVER);
        assertThat(seen.damage().get(1).kind()).isEqualTo(Damage.Kind.RECORD_EMPTY);
    }

    @Test
    void messageBeyondTheBoundIsPassedOver() {
        ObserverLimits limits = new ObserverLimits(2000, 64, 100, 16);
        Observation seen = script(limits).client(hello()).server(record(22, hello12Message()), record(22, Wire.certificateMessage(noise(5000))),
                record(22, Wire.keyExchangeMessage()), record(22, Wire.helloDone())).client(clientKeyExchange(), CCS, finished12())
                .server(CCS, finished12()).play();

        assertThat(only(seen)).isEqualTo(new Damage(SERVER, Damage.Kind.TOO_LARGE, only(seen).offset(), "Certificate", "5006 bytes"));
        assertThat(seen.certificates()).isEqualTo(new ServerCertificates.NotSent());
        assertThat(seen.serverKeyExchange()).isPresent();
        assertThat(seen.stage()).isEqualTo(Stage.ESTABLISHED);
    }

    @Test
    void certificatesBeyondTheBoundAreLeftOut() {
        Observation seen = script(new ObserverLimits(65536, 64, 100, 2)).client(hello())
                .server(record(22, hello12Message()), record(22, Wire.certificateMessage(noise(10), noise(20), noise(30)))).play();

        assertThat(seen.certificates().der()).hasSize(2);
    }

    @Test
    void messageThatNeverEndsIsNotWaitedForWithMemory() {
        byte[] begin = join(record(22, hello12Message()), record(22, hex("0bffffff")));
        Observation seen = script().client(hello()).server(begin).server(record(22, noise(16000)), record(22, noise(16000))).play();

        assertThat(only(seen)).extracting(Damage::kind, Damage::path).containsExactly(Damage.Kind.TOO_LARGE, "Certificate");
    }

    @Test
    void oneByteOfAnAlertIsPending() {
        Observation seen = script().client(hello()).server(Arrays.copyOf(alert(2, 40), 6)).closed(SERVER, FIN).play();

        assertThat(seen.alerts()).isEmpty();
        assertThat(seen.serverKind()).isEqualTo(StreamKind.TLS);
        assertThat(seen.stage()).isEqualTo(Stage.HELLO);
    }
}
