package io.helloscope.tls;

import io.helloscope.bytes.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * A ClientHello (RFC 8446 section 4.1.2), in the client's order, GREASE kept. An SSL 2.0-compatible hello (RFC 5246 appendix E.2)
 * has {@code sslv2Framed} and no extensions.
 *
 * @param legacyVersion the version field
 * @param random 32 bytes (up to 32 in an SSL 2.0-compatible hello)
 * @param sessionId 0 to 32 bytes
 * @param cipherSuites as offered
 * @param compressionMethods as offered
 * @param extensions in order; empty where the hello has no extension block
 * @param sslv2Framed whether it came in SSL 2.0 framing
 * @param length bytes of the handshake message with its four-byte header
 * @param serverName the host name of server_name, as sent
 * @param supportedVersions of supported_versions; empty where it is absent
 * @param groups of supported_groups
 * @param pointFormats of ec_point_formats
 * @param signatureSchemes of signature_algorithms
 * @param alpn protocol names of application_layer_protocol_negotiation, raw
 * @param keyShares of key_share
 */
public record ClientHello(
        ProtocolVersion legacyVersion,
        Bytes random,
        Bytes sessionId,
        List<CipherSuite> cipherSuites,
        List<Integer> compressionMethods,
        List<Extension> extensions,
        boolean sslv2Framed,
        int length,
        Optional<String> serverName,
        List<ProtocolVersion> supportedVersions,
        List<NamedGroup> groups,
        List<Integer> pointFormats,
        List<SignatureScheme> signatureSchemes,
        List<Bytes> alpn,
        List<KeyShare> keyShares) {

    public ClientHello {
        cipherSuites = List.copyOf(cipherSuites);
        compressionMethods = List.copyOf(compressionMethods);
        extensions = List.copyOf(extensions);
        supportedVersions = List.copyOf(supportedVersions);
        groups = List.copyOf(groups);
        pointFormats = List.copyOf(pointFormats);
        signatureSchemes = List.copyOf(signatureSchemes);
        alpn = List.copyOf(alpn);
        keyShares = List.copyOf(keyShares);
    }

    /** The extension of this type, where the hello has it. */
    public Optional<Extension> extension(ExtensionType type) {
        return extensions.stream().filter(e -> e.type().equals(type)).findFirst();
    }
}
