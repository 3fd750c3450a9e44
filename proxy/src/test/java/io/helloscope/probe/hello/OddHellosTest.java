package io.helloscope.probe.hello;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.WireFormatException;
import io.helloscope.observe.Question.Change;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.Extension;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.ProtocolVersion;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sent, it can be repeated. */
class OddHellosTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private static void assertRepeatable(ClientHello hello) {
        for (Change change : Change.values()) {
            Flight flight = Hellos.repeated(hello, change, RANDOM);
            RepeatedHelloTest.read(flight);
        }
    }

    @Test
    void withoutAnything() {
        assertRepeatable(draft(List.of(), false, List.of()).parsed());
        assertRepeatable(draft(List.of(), true, List.of()).parsed());
        assertRepeatable(draft(List.of(new CipherSuite(0x0a0a)), true,
                List.of(new Extension(ExtensionType.SUPPORTED_GROUPS, Bytes.ofHex("0002" + "11ec")))).parsed());
    }

    @Test
    void asLongAsCanBe() {
        List<Extension> many = Collections.nCopies(16_000, new Extension(ExtensionType.SUPPORTED_GROUPS, Bytes.EMPTY));
        Extension groups = new Extension(ExtensionType.SUPPORTED_GROUPS, Bodies.ofNumbers(Collections.nCopies(32_764, 0x1234), 2));

        assertRepeatable(draft(Collections.nCopies(32_767, new CipherSuite(0x1301)), true, many).parsed());
        assertRepeatable(draft(List.of(), true, List.of(groups)).parsed());
    }

    @Test
    void emptyAndDoubledExtensions() {
        List<Extension> twice = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (Extension extension : Recordings.hello("chromium").extensions()) {
                twice.add(extension);
                twice.add(new Extension(extension.type(), Bytes.EMPTY));
            }
        }
        assertRepeatable(draft(List.of(new CipherSuite(0x1301)), true, twice).parsed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"go", "firefox", "chromium"})
    void damagedInAnyByte(String client) {
        Bytes record = Recordings.RECORDS.get(client);
        int sound = 0;
        for (int i = 9; i < record.length(); i += i < 400 ? 1 : 17) {
            byte[] damaged = record.toArray();
            damaged[i] ^= (byte) 0xff;
            try {
                ClientHello hello = ClientHello.parse(Bytes.copyOf(damaged, 9, damaged.length));
                Hellos.repeated(hello, Change.values()[i % Change.values().length], RANDOM);
                sound++;
            } catch (WireFormatException unreadable) {
                // No hello was seen then, and none can be repeated.
            }
        }
        assertThat(sound).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"go", "chromium"})
    void withEachExtensionCutAnywhere(String client) {
        Draft whole = Draft.of(Recordings.hello(client));
        for (Extension extension : whole.extensions()) {
            for (int length = 0; length < Math.min(40, extension.data().length()); length++) {
                Bytes cut = extension.data().first(length);
                assertRepeatable(whole.edit(extension.type(), body -> java.util.Optional.of(cut)).parsed());
            }
        }
    }

    private static Draft draft(List<CipherSuite> suites, boolean block, List<Extension> extensions) {
        return new Draft(ProtocolVersion.TLS_1_2, Bytes.of(new byte[32]), Bytes.EMPTY, suites, List.of(0), block, extensions);
    }
}
