package io.helloscope.observe;

import static io.helloscope.observe.CloseKind.FIN;
import static io.helloscope.observe.CloseKind.RESET;
import static io.helloscope.observe.CloseKind.TIMEOUT;
import static io.helloscope.observe.Direction.CLIENT;
import static io.helloscope.observe.Direction.SERVER;
import static io.helloscope.observe.Script.script;
import static io.helloscope.observe.Wire.CCS;
import static io.helloscope.observe.Wire.alert;
import static io.helloscope.observe.Wire.certificateMessage;
import static io.helloscope.observe.Wire.certificateRequestMessage;
import static io.helloscope.observe.Wire.clientKeyExchange;
import static io.helloscope.observe.Wire.data;
import static io.helloscope.observe.Wire.finished12;
import static io.helloscope.observe.Wire.flight12;
import static io.helloscope.observe.Wire.flight13;
import static io.helloscope.observe.Wire.handshake;
import static io.helloscope.observe.Wire.hello;
import static io.helloscope.observe.Wire.hello12Message;
import static io.helloscope.observe.Wire.hello13;
import static io.helloscope.observe.Wire.helloDone;
import static io.helloscope.observe.Wire.helloMessage;
import static io.helloscope.observe.Wire.join;
import static io.helloscope.observe.Wire.keyExchangeMessage;
import static io.helloscope.observe.Wire.noise;
import static io.helloscope.observe.Wire.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.tls.Alert;
import io.helloscope.tls.AlertDescription;
import io.helloscope.tls.ProtocolVersion;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations in TLS, as clients and servers really hold them, one record or message at a time. */
class HandshakeObserverTest {
    private static final int SHA256 = 0x1301;
    private static final int SHA384 = 0x1302;
    private static final int CCM_8 = 0x1305;

    private static Script full12() {
        return script().client(hello()).server(flight12()).client(clientKeyExchange(), CCS, finished12()).server(CCS, finished12());
    }

    private static Script upTo13(int suite) {
        return script().client(hello()).server(flight13(suite));
    }

    private static SeenAlert only(Observation seen) {
        assertThat(seen.alerts()).hasSize(1);
        return seen.alerts().get(0);
    }

    @Test
    void nothingPassedIsNothingSeen() {
        assertThat(script().play()).isEqualTo(Observation.NONE);
    }

    @Test
    void fullTls12HandshakeAndDataBothWays() {
        HandshakeObserver observer = full12().client(data(112)).server(data(214)).watch();

        Observation seen = observer.snapshot();
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
        assertThat(seen.history()).isEqualTo("CsxknGIFifDd");
        assertThat(seen.clientKind()).isEqualTo(StreamKind.TLS);
        assertThat(seen.serverKind()).isEqualTo(StreamKind.TLS);
        assertThat(seen.clientHello().orElseThrow().serverName()).contains("server.test");
        assertThat(seen.serverHello().orElseThrow().version()).isEqualTo(ProtocolVersion.TLS_1_2);
        assertThat(seen.certificates().der()).containsExactly(Bytes.of(noise(900)), Bytes.of(noise(800)));
        assertThat(seen.serverKeyExchange().orElseThrow().group().orElseThrow().code()).isEqualTo(0x001d);
        assertThat(seen.resumed()).contains(false);
        assertThat(seen.dataFromClient()).isEqualTo(1);
        assertThat(seen.dataFromServer()).isEqualTo(1);
        assertThat(seen.damage()).isEmpty();
        assertThat(observer.satisfied()).isTrue();
    }

    @Test
    void dataOfOneSideAloneDoesNotSatisfy() {
        HandshakeObserver observer = full12().client(data(112)).watch();

        assertThat(observer.snapshot().stage()).isEqualTo(Stage.ESTABLISHED);
        assertThat(observer.satisfied()).isFalse();
    }

    @Test
    void falseStartSendsDataBeforeTheServersFinished() {
        Observation seen = script().client(hello()).server(flight12()).client(clientKeyExchange(), CCS, finished12()).client(data(678))
                .server(record(22, handshake(4, noise(230))), CCS, finished12()).server(data(214)).play();

        assertThat(seen.stage()).isEqualTo(Stage.DATA);
        assertThat(seen.history()).isEqualTo("CsxknGIFDtifd");
        assertThat(seen.dataFromClient()).isEqualTo(1);
    }

    @Test
    void messagesOfOneFlightInOneRecord() {
        byte[] flight = record(22, hello12Message(), certificateMessage(noise(900)), keyExchangeMessage(), certificateRequestMessage(),
                helloDone());
        Observation seen = script().client(hello()).server(flight).play();

        assertThat(seen.history()).isEqualTo("Csxkrn");
        assertThat(seen.stage()).isEqualTo(Stage.SERVER_FLIGHT);
        assertThat(seen.certificateRequest().orElseThrow().authorities()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 64, 1000})
    void messagesCutOverManyRecords(int size) {
        byte[] messages = join(hello12Message(), certificateMessage(noise(900), noise(800)), keyExchangeMessage(), helloDone());
        byte[] cut = join(IntStream.range(0, (messages.length + size - 1) / size)
                .mapToObj(i -> record(22, Arrays.copyOfRange(messages, i * size, Math.min(messages.length, (i + 1) * size))))
                .toArray(byte[][]::new));
        Observation seen = script().client(hello()).server(cut).play();

        assertThat(seen.history()).isEqualTo("Csxkn");
        assertThat(seen.certificates().der()).hasSize(2);
        assertThat(seen.records()).hasSizeLessThanOrEqualTo(ObserverLimits.DEFAULT.records());
        assertThat(seen.damage()).isEmpty();
    }

    @Test
    void abbreviatedHandshakeResumes() {
        Observation seen = script().client(hello()).server(record(22, hello12Message()), CCS, finished12()).client(CCS, finished12())
                .client(data(500)).server(data(600)).play();

        assertThat(seen.resumed()).contains(true);
        assertThat(seen.history()).isEqualTo("CsifIFDd");
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
        assertThat(seen.certificates()).isEqualTo(new ServerCertificates.NotSent());
    }

    @Test
    void abbreviatedHandshakeWithANewTicketResumes() {
        Observation seen = script().client(hello()).server(record(22, hello12Message()), record(22, handshake(4, noise(180))), CCS,
                finished12()).client(CCS, finished12()).play();

        assertThat(seen.resumed()).contains(true);
        assertThat(seen.stage()).isEqualTo(Stage.ESTABLISHED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientCertificateOfTls12IsInTheClear(boolean empty) {
        byte[] certificate = empty ? certificateMessage() : certificateMessage(noise(700));
        Observation seen = script().client(hello()).server(flight12(record(22, certificateRequestMessage())))
                .client(record(22, certificate), clientKeyExchange(), CCS, finished12()).server(alert(2, 40)).closed(SERVER, FIN).play();

        assertThat(seen.clientCertificate()).isEqualTo(empty ? ClientCertificate.EMPTY : ClientCertificate.SENT);
        assertThat(seen.stage()).isEqualTo(Stage.CLIENT_FINISHED);
        assertThat(only(seen).alert()).contains(new Alert(2, new AlertDescription(40)));
        assertThat(only(seen).stage()).isEqualTo(Stage.CLIENT_FINISHED);
    }

    @Test
    void ssl30ClientWithoutCertificateSaysSoInAnAlert() {
        Observation seen = script().client(hello()).server(flight12(record(22, certificateRequestMessage())))
                .client(alert(1, 41), clientKeyExchange(), CCS, finished12()).server(CCS, finished12()).play();

        assertThat(seen.clientCertificate()).isEqualTo(ClientCertificate.EMPTY);
        assertThat(seen.stage()).isEqualTo(Stage.ESTABLISHED);
    }

    @Test
    void clearAlertInAnswerToTheHello() {
        Observation seen = script().client(hello()).server(alert(2, 40)).closed(SERVER, FIN).closed(CLIENT, FIN).play();

        assertThat(seen.stage()).isEqualTo(Stage.HELLO);
        assertThat(seen.history()).isEqualTo("Cl");
        assertThat(only(seen)).isEqualTo(new SeenAlert(SERVER, Optional.of(new Alert(2, new AlertDescription(40))), Stage.HELLO, 2000));
        assertThat(seen.ends()).extracting(End::by).containsExactly(Optional.of(SERVER), Optional.of(CLIENT));
        assertThat(seen.firstEnd().orElseThrow().kind()).isEqualTo(FIN);
    }

    @Test
    void warningBeforeTheServerHelloDoesNotStopTheHandshake() {
        Observation seen = script().client(hello()).server(alert(1, 112), flight12()).play();

        assertThat(seen.history()).isEqualTo("Clsxkn");
        assertThat(only(seen).alert().orElseThrow().fatal()).isFalse();
    }

    @Test
    void severalAlertsInOneRecordAndOneCutInTwo() {
        Observation seen = script().client(hello()).server(record(21, new byte[] {1, 112, 2, 40}), record(21, new byte[] {2}),
                record(21, new byte[] {80})).play();

        assertThat(seen.alerts()).extracting(a -> a.alert().orElseThrow().description().code()).containsExactly(112, 40, 80);
    }

    @Test
    void clientRefusesTheCertificateInTls12() {
        Observation seen = script().client(hello()).server(flight12()).client(alert(2, 46)).closed(CLIENT, FIN).play();

        assertThat(seen.stage()).isEqualTo(Stage.SERVER_FLIGHT);
        assertThat(only(seen).sender()).isEqualTo(CLIENT);
        assertThat(only(seen).stage()).isEqualTo(Stage.SERVER_FLIGHT);
    }

    @ParameterizedTest
    @ValueSource(ints = {26, 48, 80})
    void alertBehindTheChangeOfCiphersHasNoCode(int length) {
        Observation seen = script().client(hello()).server(flight12()).client(clientKeyExchange(), CCS, finished12(),
                record(21, noise(length))).closed(CLIENT, FIN).server(record(22, handshake(4, noise(200))), CCS, finished12()).play();

        assertThat(only(seen).alert()).isEmpty();
        assertThat(only(seen).stage()).isEqualTo(Stage.CLIENT_FINISHED);
        assertThat(seen.stage()).isEqualTo(Stage.ESTABLISHED);
        assertThat(seen.history()).isEqualTo("CsxknGIFLtif");
    }

    @Test
    void serverAnswersAFinishedWithAnAlertInTheClear() {
        Observation seen = script().client(hello()).server(flight12()).client(clientKeyExchange(), CCS, finished12()).server(alert(2, 20))
                .play();

        assertThat(only(seen).alert()).contains(new Alert(2, new AlertDescription(20)));
    }

    @Test
    void renegotiationIsNotReadAndNotData() {
        Observation seen = full12().client(data(300)).server(record(22, noise(24))).client(record(22, noise(250)))
                .server(record(22, noise(2000))).client(record(22, noise(400)), CCS, record(22, noise(40))).server(record(21, noise(26)))
                .closed(SERVER, RESET).play();

        assertThat(seen.stage()).isEqualTo(Stage.ESTABLISHED);
        assertThat(seen.dataFromServer()).isZero();
        assertThat(seen.alerts()).extracting(SeenAlert::sender).containsExactly(SERVER);
        assertThat(seen.damage()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {SHA256, SHA384, CCM_8})
    void tls13HandshakeWithTicketsAndData(int suite) {
        int finished = suite == SHA384 ? 69 : suite == CCM_8 ? 45 : 53;
        HandshakeObserver observer = upTo13(suite).client(CCS, data(finished)).client(data(671)).server(data(282), data(282), data(207))
                .watch();

        Observation seen = observer.snapshot();
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
        assertThat(seen.history()).isEqualTo("CsidIFDd");
        assertThat(seen.certificates()).isEqualTo(new ServerCertificates.Encrypted());
        assertThat(seen.resumed()).contains(false);
        assertThat(seen.dataFromClient()).isEqualTo(1);
        assertThat(seen.dataFromServer()).isEqualTo(1);
        assertThat(seen.alerts()).isEmpty();
        assertThat(seen.clientCertificate()).isEqualTo(ClientCertificate.UNKNOWN);
        assertThat(observer.satisfied()).isTrue();
    }

    @Test
    void stageOfTls13FollowsTheRecords() {
        Script script = script().client(hello());
        assertThat(script.play().stage()).isEqualTo(Stage.HELLO);
        script.server(hello13(SHA256), CCS);
        assertThat(script.play().stage()).isEqualTo(Stage.SERVER_HELLO);
        script.server(data(42));
        assertThat(script.play().stage()).isEqualTo(Stage.SERVER_FLIGHT);
        script.server(data(1771), data(281), data(53)).client(CCS);
        assertThat(script.play().stage()).isEqualTo(Stage.SERVER_FLIGHT);
        script.client(data(53));
        assertThat(script.play().stage()).isEqualTo(Stage.ESTABLISHED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientRefusesTheCertificateInTls13(boolean compatible) {
        Observation seen = upTo13(SHA256).client(compatible ? CCS : new byte[0], data(19)).closed(CLIENT, FIN).play();

        assertThat(only(seen)).isEqualTo(new SeenAlert(CLIENT, Optional.empty(), Stage.SERVER_FLIGHT, 3000));
        assertThat(seen.stage()).isEqualTo(Stage.SERVER_FLIGHT);
        assertThat(seen.history()).isEqualTo(compatible ? "CsidIL" : "CsidL");
    }

    @Test
    void alertOfAShortTagIsShorter() {
        Observation seen = upTo13(CCM_8).client(CCS, data(11)).play();

        assertThat(only(seen).sender()).isEqualTo(CLIENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 35})
    void paddedAlertIsTold(int length) {
        Observation seen = upTo13(SHA384).client(CCS, data(length)).server(data(35)).closed(SERVER, FIN).play();

        assertThat(seen.alerts()).extracting(SeenAlert::sender).containsExactly(CLIENT, SERVER);
    }

    @ParameterizedTest
    @CsvSource({"69, 35", "64, 32"})
    void paddedFinishedTellsHowLaterAlertsArePadded(int finished, int alert) {
        Observation seen = upTo13(SHA256).client(CCS, data(finished)).client(data(alert)).closed(CLIENT, FIN).play();

        assertThat(only(seen).stage()).isEqualTo(Stage.ESTABLISHED);
        assertThat(seen.dataFromClient()).isZero();
    }

    @Test
    void dataAsLongAsAPaddedAlertIsData() {
        Observation seen = upTo13(SHA256).client(CCS, data(53), data(87)).server(data(266), data(266), data(35)).play();

        assertThat(seen.alerts()).isEmpty();
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
    }

    @Test
    void clearAlertOfTheClientAfterTheTls13Flight() {
        Observation seen = upTo13(SHA384).client(alert(2, 45)).closed(CLIENT, RESET).play();

        assertThat(only(seen).alert()).contains(new Alert(2, new AlertDescription(45)));
        assertThat(only(seen).stage()).isEqualTo(Stage.SERVER_FLIGHT);
    }

    @Test
    void serverThatCannotReadTheAlertAnswersWithOne() {
        Observation seen = upTo13(SHA256).client(CCS, data(19)).server(data(19)).closed(SERVER, FIN).play();

        assertThat(seen.alerts()).extracting(SeenAlert::sender).containsExactly(CLIENT, SERVER);
    }

    @Test
    void clientThatFinishesAndThenRefuses() {
        Observation seen = upTo13(SHA384).client(CCS, data(69), data(19)).closed(CLIENT, FIN).server(data(298), data(314))
                .closed(SERVER, FIN).play();

        assertThat(only(seen).stage()).isEqualTo(Stage.ESTABLISHED);
        assertThat(seen.stage()).isEqualTo(Stage.ESTABLISHED);
        assertThat(seen.dataFromServer()).isZero();
    }

    @Test
    void emptyClientCertificateInARecordOfItsOwnAndALateAlert() {
        HandshakeObserver observer = upTo13(SHA384).client(CCS, data(25), data(69), data(110)).server(data(19)).closed(SERVER, FIN).watch();

        Observation seen = observer.snapshot();
        assertThat(seen.clientCertificate()).isEqualTo(ClientCertificate.EMPTY);
        assertThat(seen.history()).isEqualTo("CsidIXFDl");
        assertThat(only(seen)).isEqualTo(new SeenAlert(SERVER, Optional.empty(), Stage.ESTABLISHED, 4000));
        assertThat(seen.dataFromClient()).isEqualTo(1);
        assertThat(seen.dataFromServer()).isZero();
        assertThat(observer.satisfied()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {61, 77})
    void emptyClientCertificateInOneRecordWithTheFinished(int length) {
        Observation seen = upTo13(length == 61 ? SHA256 : SHA384).client(CCS, data(length), data(676)).server(data(19)).play();

        assertThat(seen.clientCertificate()).isEqualTo(ClientCertificate.EMPTY);
        assertThat(seen.stage()).isEqualTo(Stage.ESTABLISHED);
        assertThat(seen.dataFromClient()).isEqualTo(1);
    }

    @Test
    void clientCertificateInRecordsOfTheirOwn() {
        Observation seen = upTo13(SHA256).client(CCS, data(900), data(281), data(53)).client(data(500)).server(data(282), data(282))
                .server(data(400)).play();

        assertThat(seen.clientCertificate()).isEqualTo(ClientCertificate.SENT);
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
        assertThat(seen.dataFromClient()).isEqualTo(1);
    }

    @Test
    void clientCertificateInOneRecordWithTheFinishedIsTakenAsCompleteWhenTheServerGoesOn() {
        Script script = upTo13(SHA256).client(CCS, data(1300)).client(data(500));
        assertThat(script.play().stage()).isEqualTo(Stage.CLIENT_FINISHED);

        Observation seen = script.server(data(282), data(282), data(400)).play();
        assertThat(seen.clientCertificate()).isEqualTo(ClientCertificate.SENT);
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
        assertThat(seen.dataFromClient()).isEqualTo(1);
    }

    @Test
    void rejectedClientCertificateIsAnAlertBeforeTheServerGoesOn() {
        Observation seen = upTo13(SHA256).client(CCS, data(1300)).server(data(19)).closed(SERVER, FIN).play();

        assertThat(only(seen)).isEqualTo(new SeenAlert(SERVER, Optional.empty(), Stage.CLIENT_FINISHED, 4000));
    }

    @Test
    void anExtraMessageOfTheClientBeforeItsFinishedIsNoCertificate() {
        Observation seen = upTo13(SHA256).client(CCS, data(75)).client(data(500)).server(data(282), data(282), data(400)).play();

        assertThat(seen.clientCertificate()).isEqualTo(ClientCertificate.UNKNOWN);
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
    }

    @Test
    void ticketsAreNoDataAndACloseNotifyIsAnAlert() {
        Observation seen = upTo13(SHA384).client(CCS, data(69), data(683)).server(data(250), data(250), data(19)).closed(SERVER, FIN).play();

        assertThat(seen.stage()).isEqualTo(Stage.ESTABLISHED);
        assertThat(seen.dataFromClient()).isEqualTo(1);
        assertThat(seen.dataFromServer()).isZero();
    }

    @Test
    void ticketsBeforeTheClientsData() {
        HandshakeObserver observer = upTo13(SHA256).client(CCS, data(53)).server(data(266), data(266), data(57)).client(data(87))
                .server(data(125)).watch();

        assertThat(observer.snapshot().dataFromServer()).isEqualTo(1);
        assertThat(observer.satisfied()).isTrue();
    }

    @Test
    void loneAnswerWithoutTicketsIsDataButMayStillTurnOutToBeATicket() {
        HandshakeObserver observer = upTo13(SHA256).client(CCS, data(53), data(300)).server(data(143)).watch();

        assertThat(observer.snapshot().stage()).isEqualTo(Stage.DATA);
        assertThat(observer.satisfied()).isFalse();
    }

    @Test
    void longAnswerIsDataAtOnce() {
        HandshakeObserver observer = upTo13(SHA256).client(CCS, data(53), data(300)).server(data(16401)).watch();

        assertThat(observer.satisfied()).isTrue();
    }

    @Test
    void preSharedKeyResumesWithoutCertificate() {
        Observation seen = script().client(hello(Wire.preSharedKey()))
                .server(hello13(SHA256, Wire.extension(41, Wire.u16(0))), CCS, data(42), data(53)).client(CCS, data(53), data(624))
                .server(data(282), data(808)).play();

        assertThat(seen.resumed()).contains(true);
        assertThat(seen.certificates()).isEqualTo(new ServerCertificates.NotSent());
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
    }

    @Test
    void earlyDataIsNeitherFinishedNorAlert() {
        Script script = script().client(hello(Wire.earlyData()), CCS, data(53), data(19), data(400));
        Observation before = script.play();
        assertThat(before.stage()).isEqualTo(Stage.HELLO);
        assertThat(before.alerts()).isEmpty();
        assertThat(before.history()).isEqualTo("CID");

        Observation seen = script.server(hello13(SHA256, Wire.extension(41, Wire.u16(0))), CCS, data(42), data(53)).client(data(700))
                .client(data(21), data(53)).client(data(90)).server(data(282), data(282)).server(data(5000)).play();
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
        assertThat(seen.history()).isEqualTo("CIDsidDEFDd");
        assertThat(seen.dataFromClient()).isEqualTo(1);
        assertThat(seen.damage()).isEmpty();
    }

    @Test
    void retryRequestIsFollowedByASecondHelloInTheClear() {
        byte[] second = record(22, helloMessage(List.of(0x0304)));
        Observation seen = script().client(hello()).server(Wire.retryRequest(), CCS).client(CCS, second).server(hello13(SHA256), data(42),
                data(1771), data(281), data(53)).client(data(53), data(109)).server(data(298), data(298), data(207)).play();

        assertThat(seen.history()).isEqualTo("CjiICsdFDd");
        assertThat(seen.retryRequest()).isPresent();
        assertThat(seen.secondClientHello().orElseThrow().supportedVersions()).hasSize(1);
        assertThat(seen.serverHello()).isPresent();
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
        assertThat(seen.damage()).isEmpty();
    }

    @Test
    void earlyDataThatARetryRequestRejects() {
        byte[] second = record(22, helloMessage(List.of(0x0304), Wire.preSharedKey()));
        Observation seen = script().client(hello(Wire.earlyData()), CCS, data(400)).server(Wire.retryRequest(), CCS).client(data(300))
                .client(second).server(hello13(SHA256), data(42), data(53)).client(data(53)).play();

        assertThat(seen.stage()).isEqualTo(Stage.ESTABLISHED);
        assertThat(seen.secondClientHello()).isPresent();
    }

    @Test
    void stageAfterARetryRequestAloneIsAPartialServerHello() {
        assertThat(script().client(hello()).server(Wire.retryRequest()).play().stage()).isEqualTo(Stage.SERVER_HELLO_PARTIAL);
    }

    @Test
    void draftOfTls13IsTls13() {
        byte[] draft = Wire.serverHelloMessage(0x0303, SHA256, noise(32), Wire.extension(43, Wire.u16(0x7f1c)),
                Wire.extension(51, Wire.u16(0x001d), Wire.vector16(noise(32))));
        Observation seen = script().client(hello()).server(record(22, draft), CCS, data(42), data(53)).client(data(53)).play();

        assertThat(seen.stage()).isEqualTo(Stage.ESTABLISHED);
        assertThat(seen.serverHello().orElseThrow().version().code()).isEqualTo(0x7f1c);
    }

    @Test
    void chromiumSendsAChangeOfCiphersBeforeItsClearAlert() {
        byte[] strange = Wire.serverHelloMessage(0x0304, 0xc02f, noise(32));
        Observation seen = script().client(hello()).server(record(22, strange)).client(CCS, alert(2, 47)).closed(CLIENT, FIN).play();

        assertThat(only(seen).alert()).contains(new Alert(2, new AlertDescription(47)));
    }

    @Test
    void helloWithManyKeyBytesInManyRecordsAndSegments() {
        byte[] message = helloMessage(List.of(0x0304), Wire.extension(51, Wire.vector16(Wire.u16(0x11ec), Wire.vector16(noise(1216)))),
                Wire.extension(21, new byte[3000]));
        byte[] cut = join(record(22, Arrays.copyOf(message, 1)), record(22, Arrays.copyOfRange(message, 1, 2000)),
                record(22, Arrays.copyOfRange(message, 2000, message.length)));
        Observation seen = script().client(Arrays.copyOf(cut, 1400)).client(Arrays.copyOfRange(cut, 1400, cut.length)).play();

        assertThat(seen.stage()).isEqualTo(Stage.HELLO);
        assertThat(seen.clientHello().orElseThrow().length()).isEqualTo(message.length);
        assertThat(script().client(Arrays.copyOf(cut, 1400)).play().stage()).isEqualTo(Stage.HELLO_PARTIAL);
    }

    @Test
    void ssl20CompatibleHelloLeadsToTls() {
        byte[] hello = Wire.hex("802e 01 0303 0015 0000 0010 00002f 000035 00000a 000005 000004 c02f00 0000ff".replace("c02f00", "00c02f"));
        byte[] whole = join(hello, noise(16));
        Observation seen = script().client(whole).server(flight12()).client(clientKeyExchange(), CCS, finished12())
                .server(CCS, finished12()).play();

        assertThat(seen.clientKind()).isEqualTo(StreamKind.SSLV2);
        assertThat(seen.clientHello().orElseThrow().sslv2Framed()).isTrue();
        assertThat(seen.clientHello().orElseThrow().cipherSuites()).hasSize(7);
        assertThat(seen.history()).isEqualTo("CsxknGIFif");
        assertThat(seen.stage()).isEqualTo(Stage.ESTABLISHED);
        assertThat(seen.damage()).isEmpty();
    }

    @Test
    void endsAreKeptInOrderWithTheProxysOwn() {
        Observation seen = script().client(hello()).closed(SERVER, FIN).closed(SERVER, RESET).closed(CLIENT, FIN).closedByProxy(TIMEOUT).play();

        assertThat(seen.ends()).containsExactly(new End(Optional.of(SERVER), FIN, 2000), new End(Optional.of(SERVER), RESET, 3000),
                new End(Optional.of(CLIENT), FIN, 4000), new End(Optional.empty(), TIMEOUT, 5000));
    }

    @Test
    void partOfAServerHelloIsTold() {
        byte[] record = hello13(SHA256);
        assertThat(script().client(hello()).server(Arrays.copyOf(record, 5)).play().stage()).isEqualTo(Stage.HELLO);
        assertThat(script().client(hello()).server(Arrays.copyOf(record, 6)).play().stage()).isEqualTo(Stage.SERVER_HELLO_PARTIAL);
        assertThat(script().client(hello()).server(Arrays.copyOf(record, record.length - 1)).closed(SERVER, FIN).play().stage())
                .isEqualTo(Stage.SERVER_HELLO_PARTIAL);
    }

    @Test
    void timesAreThoseOfTheStepsThatCompletedThem() {
        byte[] hello = hello();
        Observation seen = script().client(Arrays.copyOf(hello, 100)).client(Arrays.copyOfRange(hello, 100, hello.length))
                .server(flight13(SHA256)).client(CCS, data(53)).once();

        StepTimes times = seen.times();
        assertThat(times.firstFromClient()).hasValue(1000);
        assertThat(times.hello()).hasValue(2000);
        assertThat(times.firstFromServer()).hasValue(3000);
        assertThat(times.serverHello()).hasValue(3000);
        assertThat(times.established()).hasValue(4000);
        assertThat(times.lastFromClient()).hasValue(4000);
        assertThat(times.lastFromServer()).hasValue(3000);
    }

    @Test
    void recordsAreKeptAsNumbers() {
        Observation seen = script().client(hello()).server(alert(2, 40)).play();

        assertThat(seen.records()).last().isEqualTo(new SeenRecord(SERVER, 21, 0x0303, 2, 2000));
    }

    @Test
    void skippedBytesAreCountedAndAreDataAfterTheHandshake() {
        HandshakeObserver observer = full12().client(data(100)).watch();
        long before = observer.snapshot().bytesFromServer();
        observer.skipped(SERVER, 1_000_000_000_000L, 9000);

        Observation seen = observer.snapshot();
        assertThat(seen.bytesFromServer()).isEqualTo(before + 1_000_000_000_000L);
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
        assertThat(seen.times().lastFromServer()).hasValue(9000);
    }

    @Test
    void bytesThatAreLostDoNotHideTheOtherSide() {
        HandshakeObserver observer = script().client(hello()).server(hello13(SHA256)).watch();
        observer.skipped(SERVER, 2000, 8000);
        observer.bytes(SERVER, ByteBuffer.wrap(noise(500)), 8500);
        observer.bytes(CLIENT, ByteBuffer.wrap(join(CCS, data(19))), 9000);

        assertThat(only(observer.snapshot()).sender()).isEqualTo(CLIENT);
        assertThat(observer.snapshot().damage()).isEmpty();
    }

    @Test
    void afterItIsSatisfiedBytesAndEndsAreStillCounted() {
        Observation seen = full12().client(data(112)).server(data(214)).server(data(500)).closed(CLIENT, FIN).play();

        assertThat(seen.dataFromServer()).isEqualTo(1);
        assertThat(seen.bytesFromServer()).isEqualTo(full12().server(data(214), data(500)).bytesOf(SERVER).length);
        assertThat(seen.ends()).hasSize(1);
    }
}
