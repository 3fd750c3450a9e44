package io.helloscope.probe.hello;

import io.helloscope.bytes.ByteReader;
import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.WireFormatException;
import io.helloscope.tls.NamedGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Bodies of extensions that are one list, as a list and back. A damaged one is empty and shall be left as it is. */
final class Bodies {
    /** Reads one element. */
    private interface Element<T> {
        T read(ByteReader list) throws WireFormatException;
    }

    private Bodies() {
    }

    /** Two-byte numbers after a length of so many bytes. */
    static Optional<List<Integer>> numbers(Bytes body, int lengthBytes) {
        return list(body, lengthBytes, list -> list.u16("number"));
    }

    static Bytes ofNumbers(List<Integer> numbers, int lengthBytes) {
        ByteWriter list = new ByteWriter();
        numbers.forEach(list::u16);
        return new ByteWriter().vector(lengthBytes, list.written()).written();
    }

    /** One-byte numbers after a length of one byte. */
    static Optional<List<Integer>> smallNumbers(Bytes body) {
        return list(body, 1, list -> list.u8("number"));
    }

    static Bytes ofSmallNumbers(List<Integer> numbers) {
        ByteWriter list = new ByteWriter();
        numbers.forEach(list::u8);
        return new ByteWriter().vector(1, list.written()).written();
    }

    /** Names, each after a length of one byte (RFC 7301 section 3.1). */
    static Optional<List<Bytes>> names(Bytes body) {
        return list(body, 2, list -> list.bytes(list.u8("name"), "name"));
    }

    static Bytes ofNames(List<Bytes> names) {
        ByteWriter list = new ByteWriter();
        names.forEach(name -> list.vector(1, name));
        return new ByteWriter().vector(2, list.written()).written();
    }

    /** Key shares of a ClientHello. */
    static Optional<List<Share>> shares(Bytes body) {
        return list(body, 2, list -> new Share(new NamedGroup(list.u16("group")), list.bytes(list.u16("key"), "key")));
    }

    static Bytes ofShares(List<Share> shares) {
        ByteWriter list = new ByteWriter();
        shares.forEach(share -> list.u16(share.group().code()).vector(2, share.key()));
        return new ByteWriter().vector(2, list.written()).written();
    }

    /** The body of a server_name with this one host name (RFC 6066 section 3). */
    static Bytes ofServerName(Bytes name) {
        return new ByteWriter().vector(2, new ByteWriter().u8(0).vector(2, name).written()).written();
    }

    private static <T> Optional<List<T>> list(Bytes body, int lengthBytes, Element<T> element) {
        try {
            ByteReader reader = ByteReader.of(body, "body");
            ByteReader list = reader.sub(lengthBytes == 1 ? reader.u8("length") : reader.u16("length"), "list");
            reader.finish();
            List<T> read = new ArrayList<>();
            while (list.remaining() > 0) {
                read.add(element.read(list));
            }
            return Optional.of(read);
        } catch (WireFormatException damaged) {
            return Optional.empty();
        }
    }
}
