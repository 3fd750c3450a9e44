package io.helloscope.tls;

import static io.helloscope.tls.DamagedMessagesTest.hold;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.helloscope.bytes.Bytes;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** One target a parser: repeats its seeds in a normal run, searches for more with JAZZER_FUZZ=1 in the environment. */
class MessagesFuzzTest {
    static Stream<byte[]> clientHellos() {
        return Stream.of(Recorded.CLIENT_HELLO_12, Recorded.CLIENT_HELLO_13).map(Bytes::toArray);
    }

    @MethodSource("clientHellos")
    @FuzzTest(maxDuration = "20s")
    void clientHello(byte[] body) {
        hold(ClientHello::parse, Bytes.of(body));
    }

    static Stream<byte[]> sslv2Hellos() {
        return Stream.of(DamagedMessagesTest.SSLV2_HELLO.toArray());
    }

    @MethodSource("sslv2Hellos")
    @FuzzTest(maxDuration = "10s")
    void sslv2Hello(byte[] message) {
        hold(ClientHello::parseSslv2, Bytes.of(message));
    }

    static Stream<byte[]> serverHellos() {
        return Stream.of(Recorded.SERVER_HELLO_12, Recorded.SERVER_HELLO_13).map(Bytes::toArray);
    }

    @MethodSource("serverHellos")
    @FuzzTest(maxDuration = "20s")
    void serverHello(byte[] body) {
        hold(ServerHello::parse, Bytes.of(body));
    }

    @FuzzTest(maxDuration = "10s")
    void certificate(byte[] body) {
        hold(CertificateMessage::parse, Bytes.of(body));
    }

    static Stream<byte[]> keyExchanges() {
        return Stream.of(Recorded.KEY_EXCHANGE_DHE, Recorded.KEY_EXCHANGE_ECDHE).map(Bytes::toArray);
    }

    @MethodSource("keyExchanges")
    @FuzzTest(maxDuration = "10s")
    void serverKeyExchange(byte[] body) {
        for (int suite : new int[] {0xc02f, 0x0033, 0xd001, 0x0034}) {
            hold(m -> ServerKeyExchange.parse(m, new CipherSuite(suite), ProtocolVersion.TLS_1_2), Bytes.of(body));
        }
    }

    @FuzzTest(maxDuration = "10s")
    void certificateRequest(byte[] body) {
        hold(m -> CertificateRequest.parse(m, ProtocolVersion.TLS_1_2), Bytes.of(body));
        hold(m -> CertificateRequest.parse(m, ProtocolVersion.TLS_1_0), Bytes.of(body));
    }
}
