package io.helloscope.tls;

import io.helloscope.bytes.ByteReader;
import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.Flaw;
import io.helloscope.bytes.WireFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Lists of numbers and names that fill the reader they are read from. */
final class Vectors {
    private Vectors() {
    }

    /** Two-byte numbers; an odd byte at the end is noted. */
    static <T> List<T> u16s(ByteReader list, List<Flaw> flaws, IntFunction<T> value) throws WireFormatException {
        List<T> values = new ArrayList<>(list.remaining() / 2);
        while (list.remaining() >= 2) {
            values.add(value.apply(list.u16("")));
        }
        ExtensionBlock.noteRest(list, flaws);
        return values;
    }

    static List<Integer> u8s(ByteReader list) throws WireFormatException {
        List<Integer> values = new ArrayList<>(list.remaining());
        while (list.remaining() > 0) {
            values.add(list.u8(""));
        }
        return values;
    }

    /** Names, each with a length of one byte. */
    static List<Bytes> names(ByteReader list) throws WireFormatException {
        List<Bytes> values = new ArrayList<>();
        while (list.remaining() > 0) {
            values.add(list.bytes(list.u8("name"), "name"));
        }
        return values;
    }
}
