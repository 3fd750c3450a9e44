package io.helloscope.capture;

import java.io.IOException;

/** A capture that does not follow its format; what was read before it stays good. */
public final class CaptureFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    CaptureFormatException(long offset, String reason) {
        super("at byte " + offset + ": " + reason);
    }
}
