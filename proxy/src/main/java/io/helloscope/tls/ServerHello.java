package io.helloscope.tls;

import io.helloscope.bytes.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * A ServerHello or a HelloRetryRequest (RFC 8446 sections 4.1.3, 4.1.4).
 *
 * @param legacyVersion the version field
 * @param random 32 bytes
 * @param sessionId 0 to 32 bytes
 * @param cipherSuite the chosen one
 * @param compressionMethod the chosen one
 * @param extensions in order
 * @param length bytes of the handshake message with its four-byte header
 * @param selectedVersion of supported_versions, where it is there
 * @param group of key_share, where it is there
 * @param alpn of application_layer_protocol_negotiation (in the clear up to TLS 1.2 only)
 */
public record ServerHello(
        ProtocolVersion legacyVersion,
        Bytes random,
        Bytes sessionId,
        CipherSuite cipherSuite,
        int compressionMethod,
        List<Extension> extensions,
        int length,
        Optional<ProtocolVersion> selectedVersion,
        Optional<NamedGroup> group,
        Optional<Bytes> alpn) {

    public ServerHello {
        extensions = List.copyOf(extensions);
    }

    /** The version that counts: of supported_versions, else the version field. */
    public ProtocolVersion version() {
        return selectedVersion.orElse(legacyVersion);
    }
}
