package io.helloscope.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.Flaw;
import io.helloscope.bytes.WireFormatException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whatever becomes of a message on its way, a parser gives a value, or says where the damage is. */
class DamagedMessagesTest {
    /** A parser, which throws for nothing but damage. */
    interface Parser {
        Object parse(Bytes message) throws WireFormatException;
    }

    private record Case(String name, Bytes message, Parser parser) {
    }

    static final Bytes SSLV2_HELLO = Bytes.ofHex("01 0301 0009 0000 0010 010080 00002f 000005 000102030405060708090a0b0c0d0e0f");
    private static final Bytes CERTIFICATES = Bytes.ofHex("00000f 000005 3003020101 000004 30020500");
    private static final CipherSuite ECDHE_RSA = new CipherSuite(0xc02f);
    private static final CipherSuite DHE_RSA = new CipherSuite(0x0033);

    private static final List<Case> CASES = List.of(
            new Case("ClientHello 1.3", Recorded.CLIENT_HELLO_13, ClientHello::parse),
            new Case("ClientHello 1.2", Recorded.CLIENT_HELLO_12, ClientHello::parse),
            new Case("ClientHello in SSL 2.0 framing", SSLV2_HELLO, ClientHello::parseSslv2),
            new Case("ServerHello 1.3", Recorded.SERVER_HELLO_13, ServerHello::parse),
            new Case("ServerHello 1.2", Recorded.SERVER_HELLO_12, ServerHello::parse),
            new Case("Certificate", CERTIFICATES, CertificateMessage::parse),
            new Case("ServerKeyExchange ECDHE", Recorded.KEY_EXCHANGE_ECDHE,
                    m -> ServerKeyExchange.parse(m, ECDHE_RSA, ProtocolVersion.TLS_1_2)),
            new Case("ServerKeyExchange DHE", Recorded.KEY_EXCHANGE_DHE,
                    m -> ServerKeyExchange.parse(m, DHE_RSA, ProtocolVersion.TLS_1_2)),
            new Case("CertificateRequest", Recorded.CERTIFICATE_REQUEST_12,
                    m -> CertificateRequest.parse(m, ProtocolVersion.TLS_1_2)));

    @TestFactory
    Stream<DynamicTest> everyPrefixIsAValueOrDamageInsideIt() {
        return CASES.stream().map(c -> DynamicTest.dynamicTest(c.name, () -> {
            for (int length = 0; length < c.message.length(); length++) {
                hold(c.parser, c.message.first(length));
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> everyMutationOfOneByteIsAValueOrDamageInsideIt() {
        return CASES.stream().map(c -> DynamicTest.dynamicTest(c.name, () -> mutate(c.parser, c.message)));
    }

    @Test
    void everyPrefixAndMutationOfChromiumsHelloIsAValueOrDamageInsideIt() throws Exception {
        Bytes hello = ClientHelloTest.chromium();
        for (int length = 0; length < hello.length(); length++) {
            hold(ClientHello::parse, hello.first(length));
        }
        mutate(m -> ClientHello.parse(m).flaws(), hello);
    }

    private static void mutate(Parser parser, Bytes message) {
        byte[] bytes = message.toArray();
        for (int i = 0; i < bytes.length; i++) {
            byte kept = bytes[i];
            for (int value = 0; value < 256; value++) {
                bytes[i] = (byte) value;
                hold(parser, Bytes.of(bytes));
            }
            bytes[i] = kept;
        }
    }

    /** Parses, makes everything that can be made of the value, and demands that damage lies inside the message. */
    static void hold(Parser parser, Bytes message) {
        try {
            Object value = parser.parse(message);
            if (value instanceof ClientHello hello) {
                Ja3.of(hello);
                Ja4.of(hello);
                hello.highestVersion();
                hello.hasGrease();
                hello.flaws().forEach(f -> inside(f, message));
            } else if (value instanceof ServerHello hello) {
                Ja3s.of(hello);
                hello.version().name();
                hello.flaws().forEach(f -> inside(f, message));
            }
        } catch (WireFormatException e) {
            inside(e.flaw(), message);
        }
    }

    private static void inside(Flaw flaw, Bytes message) {
        if (flaw.offset() < 0 || flaw.offset() > message.length() || flaw.reason().isEmpty() || flaw.path().isEmpty()) {
            assertThat(flaw).as("damage of a message of %d bytes", message.length()).isNull();
        }
    }
}
