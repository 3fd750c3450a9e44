package io.helloscope.observe;

/**
 * Bounds of one observer.
 *
 * @param bytesPerDirection handshake bytes that are looked at in each direction, at most
 * @param records records that are kept as numbers, at most
 * @param excerpt bytes of a direction that is not TLS that are kept, at most
 * @param certificates certificates of one chain that are kept, at most
 */
public record ObserverLimits(int bytesPerDirection, int records, int excerpt, int certificates) {
    /** What is used where the settings say nothing. */
    public static final ObserverLimits DEFAULT = new ObserverLimits(64 * 1024, 64, 4096, 16);
}
