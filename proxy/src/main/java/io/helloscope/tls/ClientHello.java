package io.helloscope.tls;

import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.Flaw;
import io.helloscope.bytes.WireFormatException;
import java.util.List;
import java.util.Optional;

/**
 * A ClientHello (RFC 8446 section 4.1.2), in the client's order, GREASE kept. An SSL 2.0-compatible hello (RFC 5246 appendix E.2)
 * has {@code sslv2Framed} and no extensions. Lists that an extension fills are empty where it is absent or damaged; of an extension
 * that comes twice the first counts.
 *
 * @param legacyVersion the version field
 * @param random 32 bytes (up to 32 in an SSL 2.0-compatible hello)
 * @param sessionId 0 to 32 bytes; more is a flaw
 * @param cipherSuites as offered
 * @param compressionMethods as offered
 * @param extensionBlock whether there is a list of extensions, be it empty; SSL 3.0 has none
 * @param extensions in order, damaged ones too
 * @param sslv2Framed whether it came in SSL 2.0 framing
 * @param length bytes of the handshake message with its four-byte header (of the SSL 2.0 record with its two)
 * @param serverName the host name of server_name, as sent, a character a byte
 * @param supportedVersions of supported_versions
 * @param groups of supported_groups
 * @param pointFormats of ec_point_formats
 * @param signatureSchemes of signature_algorithms
 * @param alpn protocol names of application_layer_protocol_negotiation, raw
 * @param keyShares of key_share
 * @param flaws what is wrong without hiding the rest
 */
public record ClientHello(
        ProtocolVersion legacyVersion,
        Bytes random,
        Bytes sessionId,
        List<CipherSuite> cipherSuites,
        List<Integer> compressionMethods,
        boolean extensionBlock,
        List<Extension> extensions,
        boolean sslv2Framed,
        int length,
        Optional<String> serverName,
        List<ProtocolVersion> supportedVersions,
        List<NamedGroup> groups,
        List<Integer> pointFormats,
        List<SignatureScheme> signatureSchemes,
        List<Bytes> alpn,
        List<KeyShare> keyShares,
        List<Flaw> flaws) {

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
        flaws = List.copyOf(flaws);
    }

    /** Reads a handshake body without its four-byte header. */
    public static ClientHello parse(Bytes body) throws WireFormatException {
        return new ClientHelloParser(body).tls();
    }

    /** Reads an SSL 2.0-compatible hello without its two-byte record length. */
    public static ClientHello parseSslv2(Bytes message) throws WireFormatException {
        return new ClientHelloParser(message).sslv2();
    }

    /** The first extension of this type, where the hello has it. */
    public Optional<Extension> extension(ExtensionType type) {
        return extensions.stream().filter(e -> e.type().equals(type)).findFirst();
    }

    /** Whether the hello has an extension of this type. */
    public boolean has(ExtensionType type) {
        return extension(type).isPresent();
    }

    /** The newest version on offer, GREASE and unknown numbers left aside; the version field where supported_versions names none. */
    public ProtocolVersion highestVersion() {
        return supportedVersions.stream().filter(ProtocolVersion::isKnown).max(ProtocolVersion::compareTo).orElse(legacyVersion);
    }

    /** The oldest version on offer; empty without supported_versions, since the version field says only the newest. */
    public Optional<ProtocolVersion> lowestVersion() {
        return supportedVersions.stream().filter(ProtocolVersion::isKnown).min(ProtocolVersion::compareTo);
    }

    /** Whether this version is on offer; without supported_versions, all from SSL 3.0 up to the version field may be. */
    public boolean offersVersion(ProtocolVersion version) {
        if (!supportedVersions.isEmpty()) {
            return supportedVersions.contains(version);
        }
        return version.isKnown() && version.compareTo(legacyVersion) <= 0 && version.compareTo(ProtocolVersion.SSL_3_0) >= 0;
    }

    /** Whether this suite is on offer. */
    public boolean offers(CipherSuite suite) {
        return cipherSuites.contains(suite);
    }

    /** Whether this group is on offer. */
    public boolean offers(NamedGroup group) {
        return groups.contains(group);
    }

    /** Whether this signature scheme is on offer. */
    public boolean offers(SignatureScheme scheme) {
        return signatureSchemes.contains(scheme);
    }

    /** Whether this application protocol is on offer. */
    public boolean offersAlpn(Bytes protocol) {
        return alpn.contains(protocol);
    }

    /** Whether it carries Encrypted Client Hello, real or as GREASE, which cannot be told apart (RFC 9849); the server name is then the outer one. */
    public boolean hasEch() {
        return has(ExtensionType.ENCRYPTED_CLIENT_HELLO);
    }

    /** Whether early data follows. */
    public boolean hasEarlyData() {
        return has(ExtensionType.EARLY_DATA);
    }

    /** Whether it offers to go on with an earlier session of TLS 1.3. */
    public boolean hasPreSharedKey() {
        return has(ExtensionType.PRE_SHARED_KEY);
    }

    /** Whether it carries a session ticket of TLS 1.2 or older (RFC 5077), not only the wish for one. */
    public boolean hasSessionTicket() {
        return extension(ExtensionType.SESSION_TICKET).filter(e -> !e.data().isEmpty()).isPresent();
    }

    /** Whether it says that it is a second try with an older version (RFC 7507). */
    public boolean hasFallbackScsv() {
        return offers(CipherSuite.TLS_FALLBACK_SCSV);
    }

    /** Whether it says that it knows secure renegotiation (RFC 5746). */
    public boolean hasSecureRenegotiation() {
        return has(ExtensionType.RENEGOTIATION_INFO) || offers(CipherSuite.TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
    }

    /** Whether it carries reserved numbers (RFC 8701). */
    public boolean hasGrease() {
        return cipherSuites.stream().anyMatch(CipherSuite::isGrease)
                || extensions.stream().anyMatch(e -> e.type().isGrease())
                || groups.stream().anyMatch(NamedGroup::isGrease)
                || supportedVersions.stream().anyMatch(ProtocolVersion::isGrease)
                || signatureSchemes.stream().anyMatch(SignatureScheme::isGrease);
    }

    /** Bytes of the largest key share; 0 where there is none. */
    public int largestKeyShare() {
        return keyShares.stream().mapToInt(KeyShare::length).max().orElse(0);
    }

    /** Whether it carries a key share of a post-quantum group, which makes it larger than one segment. */
    public boolean hasPostQuantumKeyShare() {
        return keyShares.stream().anyMatch(k -> k.group().isPostQuantum());
    }
}
