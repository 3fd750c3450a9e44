package io.helloscope.tls;

import io.helloscope.bytes.ByteReader;
import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.Flaw;
import io.helloscope.bytes.WireFormatException;
import java.util.List;
import java.util.Optional;

/**
 * A ServerHello or a HelloRetryRequest (RFC 8446 sections 4.1.3, 4.1.4).
 *
 * @param legacyVersion the version field
 * @param random 32 bytes
 * @param sessionId 0 to 32 bytes; more is a flaw
 * @param cipherSuite the chosen one
 * @param compressionMethod the chosen one
 * @param extensionBlock whether there is a list of extensions, be it empty
 * @param extensions in order, damaged ones too
 * @param length bytes of the handshake message with its four-byte header
 * @param selectedVersion of supported_versions, where it is there
 * @param group of key_share, where it is there
 * @param alpn of application_layer_protocol_negotiation (in the clear up to TLS 1.2 only)
 * @param flaws what is wrong without hiding the rest; a strict client refuses each of them
 */
public record ServerHello(
        ProtocolVersion legacyVersion,
        Bytes random,
        Bytes sessionId,
        CipherSuite cipherSuite,
        int compressionMethod,
        boolean extensionBlock,
        List<Extension> extensions,
        int length,
        Optional<ProtocolVersion> selectedVersion,
        Optional<NamedGroup> group,
        Optional<Bytes> alpn,
        List<Flaw> flaws) {

    /** SHA-256 of "HelloRetryRequest" (RFC 8446 section 4.1.3). */
    private static final Bytes RETRY_RANDOM = Bytes.ofHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

    public ServerHello {
        extensions = List.copyOf(extensions);
        flaws = List.copyOf(flaws);
    }

    /** Reads a handshake body without its four-byte header. */
    public static ServerHello parse(Bytes body) throws WireFormatException {
        return new ServerHelloParser(ByteReader.of(body, "ServerHello")).parse();
    }

    static boolean isRetryRandom(Bytes random) {
        return random.equals(RETRY_RANDOM);
    }

    /** The version that counts: of supported_versions, else the version field. */
    public ProtocolVersion version() {
        return selectedVersion.orElse(legacyVersion);
    }

    /** Whether it asks for another ClientHello. */
    public boolean isHelloRetryRequest() {
        return isRetryRandom(random);
    }

    /** What the end of the random says about a downgrade, where it says anything. */
    public Optional<DowngradeSentinel> downgradeSentinel() {
        return DowngradeSentinel.of(random);
    }

    /** The first extension of this type, where it is there. */
    public Optional<Extension> extension(ExtensionType type) {
        return extensions.stream().filter(e -> e.type().equals(type)).findFirst();
    }

    /** Whether it has an extension of this type. */
    public boolean has(ExtensionType type) {
        return extension(type).isPresent();
    }
}
