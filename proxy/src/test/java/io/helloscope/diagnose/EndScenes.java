package io.helloscope.diagnose;

import static io.helloscope.diagnose.Talk.HOST;
import static io.helloscope.diagnose.Talk.talk;
import static io.helloscope.observe.Wire.CCS;
import static io.helloscope.observe.Wire.clientKeyExchange;
import static io.helloscope.observe.Wire.data;
import static io.helloscope.observe.Wire.finished12;
import static io.helloscope.observe.Wire.flight12;
import static io.helloscope.observe.Wire.flight13;
import static io.helloscope.observe.Wire.hello12Message;
import static io.helloscope.observe.Wire.hello13;
import static io.helloscope.observe.Wire.hello;
import static io.helloscope.observe.Wire.noise;
import static io.helloscope.observe.Wire.record;
import static io.helloscope.testing.CertificateMaker.server;

import io.helloscope.observe.Arrival;
import io.helloscope.observe.Observation;
import io.helloscope.verdict.Cause;
import java.util.Arrays;
import java.util.List;

/** Connections of which only their end tells. */
final class EndScenes {
    private EndScenes() {
    }

    static void addTo(Rows rows) throws Exception {
        departures(rows);
        established(rows);
    }

    private static void departures(Rows rows) throws Exception {
        rows.add(Cause.CLOSED_AFTER_HELLO, "FIN", talk().client(hello()).serverCloses())
                .add(Cause.RESET_AFTER_HELLO, "RST", talk().client(hello()).serverResets())
                .add(Cause.RESET_AFTER_HELLO, "RST amid the hello", talk().client(Arrays.copyOf(hello(), 100)).serverResets())
                .add(Cause.NO_ANSWER_TO_HELLO, "the client gives up", talk().client(hello()).seconds(20).clientCloses())
                .add(Cause.NO_ANSWER_TO_HELLO, "this proxy gives up", talk().client(hello()).seconds(60).proxyGivesUp())
                .add(Cause.CLIENT_CANCELLED, "stop button", talk().client(hello()).clientCloses())
                .add(Cause.CLIENT_CLOSED_DURING_HANDSHAKE, "half a hello", talk().client(Arrays.copyOf(hello(), 100)).seconds(10).clientCloses())
                .add(Cause.CLOSED_DURING_HANDSHAKE, "FIN after the ServerHello", talk().client(hello()).server(record(22, hello12Message()))
                        .serverCloses())
                .add(Cause.CLOSED_DURING_HANDSHAKE, "half a ServerHello", talk().client(hello()).server(Arrays.copyOf(hello13(0x1301), 40))
                        .serverCloses())
                .add(Cause.RESET_DURING_HANDSHAKE, "RST after the client's part", talk().client(hello()).server(flight12())
                        .client(clientKeyExchange(), CCS, finished12()).serverResets())
                .add(Cause.STALLED_DURING_HANDSHAKE, "silence after the ServerHello", talk().client(hello()).server(record(22, hello12Message()))
                        .seconds(10).clientCloses())
                .add(Cause.STALLED_DURING_HANDSHAKE, "silence after the client's part", talk().client(hello()).server(flight12())
                        .client(clientKeyExchange(), CCS, finished12()).seconds(30).proxyGivesUp())
                .add(Cause.STALLED_DURING_HANDSHAKE, "a part of a TLS 1.3 flight", talk().client(hello()).server(hello13(0x1301), CCS, data(42))
                        .seconds(10).clientCloses())
                .add(Cause.CLIENT_CLOSED_DURING_HANDSHAKE, "the client ponders and leaves",
                        talk().client(hello()).server(Chains.flight12(server(HOST).signedBy(Chains.INTERMEDIATE), Chains.INTERMEDIATE))
                        .seconds(10).clientCloses())
                .add(Cause.CLIENT_CANCELLED, "left at once after the flight, to ask for a certificate", talk().client(hello())
                        .server(flight13(0x1302)).clientCloses());
    }

    private static void established(Rows rows) throws Exception {
        rows.add(Cause.ESTABLISHED, "TLS 1.3 with data", talk().client(hello()).server(flight13(0x1301)).client(CCS, data(53), data(500))
                .server(data(250), data(250), data(300)).serverCloses())
                .add(Cause.ESTABLISHED, "TLS 1.2 with data", talk().client(hello()).server(flight12())
                        .client(clientKeyExchange(), CCS, finished12()).server(CCS, finished12()).client(data(100)).server(data(200)).clientCloses())
                .add(Cause.ESTABLISHED, "opened in advance, never used", talk().client(hello()).server(flight13(0x1301)).client(CCS, data(53))
                        .server(data(250), data(250)).seconds(60).serverCloses())
                .add(Cause.ESTABLISHED, "a browser leaves with a goodbye", talk().from("Mozilla/5.0 Firefox/153.0").client(hello())
                        .server(flight13(0x1301)).client(CCS, data(53), data(19)).clientCloses())
                .add(Cause.ESTABLISHED, "still open", talk().client(hello()).server(flight13(0x1301)).client(CCS, data(53)).open())
                .add(Cause.ESTABLISHED, "the client leaves while it waits for its answer", talk().client(hello()).server(flight13(0x1301))
                        .client(CCS, data(53), data(500)).server(data(250), data(250)).seconds(9).clientCloses())
                .add(Cause.ESTABLISHED, "an unsound chain that the client takes", Chains.talk12(server("other.test").signedBy(Chains.INTERMEDIATE))
                        .client(data(100)).server(data(100)))
                .add(Cause.ESTABLISHED, "no client certificate, and the server is content", talk().client(hello()).server(flight13(0x1302))
                        .client(CCS, data(77)).server(data(300), data(300)).seconds(60).serverCloses())
                .add(Cause.ESTABLISHED, "begun before the capture", talk().arriving(Arrival.CAPTURE)
                        .client(data(300)).server(data(500)).clientCloses())
                .add(Cause.ESTABLISHED, "a server's last words in a capture", talk().arriving(Arrival.CAPTURE)
                        .server(record(21, noise(26))).serverCloses())
                .add(Cause.ESTABLISHED, "a capture that ends behind the hello", talk().arriving(Arrival.CAPTURE).client(hello()))
                .add(Cause.ESTABLISHED, "the client says goodbye in place of waiting for its answer", Chains.talk12(server(HOST).selfSigned())
                        .client(data(100)).client(record(21, noise(26))).serverCloses())
                .add(Cause.ESTABLISHED, "a client whose roots are not known leaves with a goodbye",
                        Chains.refusedAfterwards(server(HOST).selfSigned()))
                .add(Cause.CERTIFICATE_SELF_SIGNED, "Firefox finishes and leaves", Chains.refusedAfterwards(server(HOST).selfSigned())
                        .from("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"))
                .add(Cause.NO_ANSWER_TO_HELLO, "silence, and then the capture ends", talk().arriving(Arrival.CAPTURE).client(hello()).seconds(20))
                .add(Cause.ESTABLISHED, "nobody looked", talk().unwatched(Observation.unwatched(100, 1000, List.of())).over())
                .add(Cause.CLOSED_AFTER_HANDSHAKE, "no answer but a goodbye", talk().client(hello()).server(flight13(0x1302))
                        .client(CCS, data(69), data(500)).server(data(250), data(250), data(19)).serverCloses())
                .add(Cause.CLOSED_AFTER_HANDSHAKE, "a goodbye for an answer, to which the client leaves first",
                        talk().client(hello()).server(flight13(0x1302))
                        .client(CCS, data(69), data(117)).server(data(250), data(250), data(19)).client(data(19)).clientCloses().serverCloses())
                .add(Cause.RESET_AFTER_HANDSHAKE, "reset for an answer", talk().client(hello()).server(flight13(0x1301))
                        .client(CCS, data(53), data(500)).serverResets());
    }
}
