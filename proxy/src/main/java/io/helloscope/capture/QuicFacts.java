package io.helloscope.capture;

import java.util.List;

/**
 * What a QUIC connection says beside its handshake.
 *
 * @param version the name of its version
 * @param offeredByServer versions of a Version Negotiation packet; empty where none came
 * @param dataBothWays packets with the keys of a finished handshake went both ways
 * @param close what a CONNECTION_CLOSE in the Initial packets said; empty where none came
 */
public record QuicFacts(String version, List<String> offeredByServer, boolean dataBothWays, String close) {
    public QuicFacts {
        offeredByServer = List.copyOf(offeredByServer);
    }
}
