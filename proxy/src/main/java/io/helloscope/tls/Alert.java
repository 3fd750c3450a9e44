package io.helloscope.tls;

import io.helloscope.bytes.ByteReader;
import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.WireFormatException;

/**
 * An alert in the clear (RFC 8446 section 6).
 *
 * @param level 1 warning, 2 fatal; other values survive
 * @param description what it says
 */
public record Alert(int level, AlertDescription description) {
    /** Reads the two bytes of an alert record that is not encrypted; more bytes (a further alert) are left to the caller. */
    public static Alert parse(Bytes content) throws WireFormatException {
        ByteReader reader = ByteReader.of(content, "Alert");
        return new Alert(reader.u8("level"), new AlertDescription(reader.u8("description")));
    }

    /** Whether it says fatal. */
    public boolean fatal() {
        return level == 2;
    }
}
