package io.helloscope.tls;

import io.helloscope.bytes.ByteReader;
import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.Flaw;
import io.helloscope.bytes.WireFormatException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the extensions of one hello. The list itself must be sound, but for bytes at its end that are too few for an extension; those
 * and a damaged body are noted as flaws, the extension is kept raw.
 */
final class ExtensionBlock {
    /** Type and length. */
    private static final int HEADER = 4;

    /** Reads one body. */
    interface Body {
        /** Takes what it knows; what it leaves unread is noted as a flaw. */
        void read(ExtensionType type, ByteReader body, List<Flaw> flaws) throws WireFormatException;
    }

    private ExtensionBlock() {
    }

    /** The extensions in order; bodies of the first of each type go to the callback. */
    static List<Extension> parse(ByteReader message, List<Flaw> flaws, Body bodies) throws WireFormatException {
        ByteReader block = message.sub(message.u16("extensions"), "extensions");
        List<Extension> extensions = new ArrayList<>();
        Set<ExtensionType> seen = new HashSet<>();
        while (block.remaining() >= HEADER) {
            ExtensionType type = ExtensionType.of(block.u16("[].type"));
            ByteReader body = block.element(block.u16("[].length"), extensions.size(), type.name());
            extensions.add(new Extension(type, body.all()));
            if (seen.add(type)) {
                readBody(type, body, flaws, bodies);
            } else {
                flaws.add(body.error("", "a second extension of this type").flaw());
            }
        }
        noteRest(block, flaws);
        return extensions;
    }

    private static void readBody(ExtensionType type, ByteReader body, List<Flaw> flaws, Body bodies) {
        try {
            bodies.read(type, body, flaws);
        } catch (WireFormatException e) {
            flaws.add(e.flaw());
        }
    }

    /** Notes bytes after the end of something that is otherwise sound. */
    static void noteRest(ByteReader reader, List<Flaw> flaws) {
        if (reader.remaining() > 0) {
            flaws.add(reader.error("", reader.remaining() + " bytes after the end").flaw());
        }
    }

    /** Bytes of the session id, whose length is noted where it is over 32. */
    static Bytes sessionId(ByteReader message, List<Flaw> flaws) throws WireFormatException {
        int length = message.u8("session_id");
        if (length > 32) {
            flaws.add(message.error("session_id", "length " + length + " (expected: 0..32)").flaw());
        }
        return message.bytes(length, "session_id");
    }
}
