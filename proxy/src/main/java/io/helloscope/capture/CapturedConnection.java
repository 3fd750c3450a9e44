package io.helloscope.capture;

import io.helloscope.observe.Connection;
import java.time.Instant;
import java.util.Optional;

/**
 * One TCP or QUIC connection of a capture.
 *
 * @param connection what was seen
 * @param startMissing its first packets are not in the capture
 * @param bytesMissing packets, or parts of packets, are not in the capture
 * @param oneDirection only one side's packets are in the capture
 * @param path what only packets tell
 * @param until how far the capture had come when it was told: where the connection is open, what silence is measured by
 * @param quic what QUIC says beside; empty for TCP
 */
public record CapturedConnection(Connection connection, boolean startMissing, boolean bytesMissing, boolean oneDirection, PathFacts path,
        Instant until, Optional<QuicFacts> quic) {
}
