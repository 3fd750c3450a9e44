package io.helloscope.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class ByteReaderTest {
    private final ByteReader reader = ByteReader.of(Bytes.ofHex("01 0203 040506 07 08090a"), "Message");

    @Test
    void readsNumbersMostSignificantByteFirst() throws Exception {
        assertThat(reader.u8("a")).isEqualTo(1);
        assertThat(reader.u16("b")).isEqualTo(0x0203);
        assertThat(reader.u24("c")).isEqualTo(0x040506);
        assertThat(reader.position()).isEqualTo(6);
        assertThat(reader.remaining()).isEqualTo(4);
        assertThat(reader.rest()).isEqualTo(Bytes.ofHex("0708090a"));
        reader.finish();
    }

    @Test
    void neverReadsBeyondItsPart() throws Exception {
        reader.u8("a");
        ByteReader inner = reader.sub(3, "list");

        assertThat(inner.u16("[0]")).isEqualTo(0x0203);
        assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> inner.u16("[1]"))
                .withMessage("at 0x3 in Message.list[1]: length 2, 1 left")
                .satisfies(e -> assertThat(e.flaw()).hasToString(e.getMessage()));
        assertThat(inner.all()).isEqualTo(Bytes.ofHex("020304"));
        assertThat(reader.u8("next")).isEqualTo(5);
    }

    @Test
    void namesAnElementOfAListAndItsFields() throws Exception {
        ByteReader element = reader.sub(5, "list").element(4, 7, "name");

        assertThat(element.error("type", "odd")).hasMessage("at 0x0 in Message.list[7].name.type: odd");
        assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> reader.element(6, 8, "name"))
                .withMessage("at 0x5 in Message[8].name: length 6, 5 left");
    }

    @Test
    void refusesBytesAfterTheEnd() throws Exception {
        reader.u24("a");

        assertThatExceptionOfType(WireFormatException.class).isThrownBy(reader::finish)
                .withMessage("at 0x3 in Message: 7 bytes after the end");
    }
}
