package io.helloscope.probe.hello;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.testing.Shared;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.ProtocolVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DraftTest {
    static Iterable<String> clients() {
        return Recordings.RECORDS.keySet();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void writesWhatWasReadAsTheSameBytes(String client) {
        Bytes record = Recordings.RECORDS.get(client);

        assertThat(again(Recordings.hello(client), record)).isEqualTo(record);
    }

    @Test
    void writesTheLaboratorysHelloAsTheSameBytes() throws IOException {
        Bytes record = Bytes.of(Files.readAllBytes(Shared.require("truth/chromium-clienthello.bin")));

        assertThat(again(Recordings.parse(record), record)).isEqualTo(record);
    }

    /** The JDK writes another record version. */
    private static Bytes again(ClientHello hello, Bytes record) {
        return Flight.record(Draft.of(hello).message(), record.at(1) << 8 | record.at(2));
    }

    @Test
    void writesAHelloWithoutExtensions() {
        Draft bare = new Draft(ProtocolVersion.SSL_3_0, Bytes.of(new byte[32]), Bytes.EMPTY, List.of(new CipherSuite(5)), List.of(0),
                false, List.of());

        assertThat(bare.parsed().extensionBlock()).isFalse();
        assertThat(Draft.of(bare.parsed())).isEqualTo(bare);
    }

    @Test
    void keepsAnEmptyListOfExtensionsApartFromNone() {
        Draft none = new Draft(ProtocolVersion.TLS_1_2, Bytes.of(new byte[32]), Bytes.EMPTY, List.of(), List.of(), true, List.of());

        assertThat(none.parsed().extensionBlock()).isTrue();
        assertThat(none.without(ExtensionType.SERVER_NAME).extensionBlock()).isTrue();
        assertThat(none.plus(ExtensionType.SERVER_NAME, Bytes.EMPTY).without(ExtensionType.SERVER_NAME).extensionBlock()).isFalse();
    }

    @Test
    void aMessageLongerThanARecordIsWrittenInSeveral() {
        Bytes records = Flight.record(Bytes.of(new byte[20_000]), 0x0301);

        assertThat(records.length()).isEqualTo(20_000 + 2 * 5);
        assertThat(records.first(5).hex()).isEqualTo("1603014000");
        assertThat(records.slice(5 + 16_384, 10 + 16_384).hex()).isEqualTo("1603010e20");
    }
}
