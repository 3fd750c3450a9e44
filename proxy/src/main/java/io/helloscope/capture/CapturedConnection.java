package io.helloscope.capture;

import io.helloscope.observe.Connection;

/**
 * One TCP connection of a capture.
 *
 * @param connection what was seen
 * @param startMissing its first packets are not in the capture
 * @param bytesMissing packets, or parts of packets, are not in the capture
 * @param oneDirection only one side's packets are in the capture
 */
public record CapturedConnection(Connection connection, boolean startMissing, boolean bytesMissing, boolean oneDirection) {
}
