package io.helloscope.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BytesTest {
    private final Bytes bytes = Bytes.ofHex("00 7f 80 ff");

    @Test
    void areEqualByValueWhereverTheyLie() {
        Bytes part = Bytes.ofHex("aa 00 7f 80 ff bb").slice(1, 5);

        assertThat(part).isEqualTo(bytes).hasSameHashCodeAs(bytes).isNotEqualTo(bytes.first(3));
        assertThat(part.startsWith(Bytes.ofHex("007f"))).isTrue();
        assertThat(part.startsWith(Bytes.ofHex("007e"))).isFalse();
        assertThat(Bytes.EMPTY.startsWith(part)).isFalse();
    }

    @Test
    void shareNothingThatCanBeWritten() {
        byte[] source = {1, 2, 3};
        Bytes copy = Bytes.of(source);
        source[0] = 9;
        copy.toArray()[1] = 9;

        assertThat(copy).isEqualTo(Bytes.ofHex("010203"));
        assertThat(copy.asBuffer().isReadOnly()).isTrue();
    }

    @Test
    void leaveTheBufferTheyAreCopiedFromAsItWas() {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3, 4});
        buffer.position(1).limit(3);

        assertThat(Bytes.copyOf(buffer)).isEqualTo(Bytes.ofHex("0203"));
        assertThat(buffer.position()).isEqualTo(1);
    }

    @Test
    void areReadAsUnsignedNumbersAndCharacters() {
        assertThat(bytes.at(3)).isEqualTo(255);
        assertThat(bytes.latin1()).isEqualTo("\u0000\u007f\u0080\u00ff");
        assertThat(bytes.hex()).isEqualTo("007f80ff");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> bytes.at(4));
    }

    @Test
    void showAtMost32Bytes() {
        assertThat(Bytes.of(new byte[40])).hasToString("40 bytes " + "00".repeat(32) + "...");
    }
}
