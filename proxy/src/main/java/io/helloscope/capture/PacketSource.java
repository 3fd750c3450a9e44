package io.helloscope.capture;

import java.io.IOException;

/** Packets of a capture, one after the other. */
interface PacketSource {
    /**
     * Reads the next packet.
     *
     * @return false at the end
     * @throws CaptureFormatException where the file does not follow its format or ends in the middle of a packet
     */
    boolean next(Packet packet) throws IOException;
}
