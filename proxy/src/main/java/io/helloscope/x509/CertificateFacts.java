package io.helloscope.x509;

import io.helloscope.bytes.Bytes;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a certificate says (RFC 5280). Strings are as its maker wrote them: escape and cut them before they are shown.
 *
 * @param der as sent
 * @param sha256 of the whole, 64 hexadecimal digits
 * @param spkiSha256 of the public key with its algorithm, 64 hexadecimal digits
 * @param subject whose it is; may be empty
 * @param issuer who signed it
 * @param serialNumber may be negative in strange certificates
 * @param notBefore first second of its validity
 * @param notAfter last second of its validity
 * @param dnsNames of the subject alternative names
 * @param ipAddresses of the subject alternative names, 4 or 16 bytes each
 * @param hasAlternativeNames whether it has subject alternative names of any kind
 * @param ca whether its basic constraints say CA
 * @param pathLength how many further CAs may follow, where that is limited
 * @param keyUsage empty where the certificate does not limit it
 * @param extendedKeyUsage dotted identifiers; empty where the certificate does not limit it
 * @param publicKey kind and size of its key
 * @param signatureAlgorithm such as {@code SHA256WITHRSA}; a dotted identifier where it is unknown
 * @param signatureDigest what the signature hashes with, such as {@code SHA1}; empty where the algorithm has it built in
 * @param subjectKeyId hexadecimal
 * @param authorityKeyId hexadecimal
 * @param ocspUrls of the authority information
 * @param issuerUrls where the issuer's certificate can be fetched, of the authority information
 * @param crlUrls of the distribution points
 * @param selfIssued whether issuer and subject are the same name
 * @param embeddedScts whether it carries proofs of Certificate Transparency logging (RFC 6962)
 * @param flaws what breaks the rules of the format without hiding the rest, one clause each
 */
public record CertificateFacts(
        Bytes der,
        String sha256,
        String spkiSha256,
        DistinguishedName subject,
        DistinguishedName issuer,
        BigInteger serialNumber,
        Instant notBefore,
        Instant notAfter,
        List<String> dnsNames,
        List<Bytes> ipAddresses,
        boolean hasAlternativeNames,
        boolean ca,
        OptionalInt pathLength,
        Set<KeyUsage> keyUsage,
        List<String> extendedKeyUsage,
        PublicKeyFacts publicKey,
        String signatureAlgorithm,
        String signatureDigest,
        Optional<String> subjectKeyId,
        Optional<String> authorityKeyId,
        List<String> ocspUrls,
        List<String> issuerUrls,
        List<String> crlUrls,
        boolean selfIssued,
        boolean embeddedScts,
        List<String> flaws) implements ParsedCertificate {

    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    public CertificateFacts {
        dnsNames = List.copyOf(dnsNames);
        ipAddresses = List.copyOf(ipAddresses);
        keyUsage = Set.copyOf(keyUsage);
        extendedKeyUsage = List.copyOf(extendedKeyUsage);
        ocspUrls = List.copyOf(ocspUrls);
        issuerUrls = List.copyOf(issuerUrls);
        crlUrls = List.copyOf(crlUrls);
        flaws = List.copyOf(flaws);
    }

    /** Uses of a key (RFC 5280 section 4.2.1.3). */
    public enum KeyUsage {
        /** Signing, as a server does in ECDHE and in TLS 1.3. */
        DIGITAL_SIGNATURE,
        /** Also called content commitment. */
        NON_REPUDIATION,
        /** RSA key exchange. */
        KEY_ENCIPHERMENT,
        /** Encrypting data. */
        DATA_ENCIPHERMENT,
        /** Static Diffie-Hellman. */
        KEY_AGREEMENT,
        /** Signing certificates. */
        KEY_CERT_SIGN,
        /** Signing revocation lists. */
        CRL_SIGN,
        /** Key agreement for encrypting only. */
        ENCIPHER_ONLY,
        /** Key agreement for decrypting only. */
        DECIPHER_ONLY
    }

    @Override
    public Optional<CertificateFacts> facts() {
        return Optional.of(this);
    }

    /** Whether its validity has ended at this time. */
    public boolean isExpired(Instant at) {
        return at.isAfter(notAfter);
    }

    /** Whether its validity has not begun at this time. */
    public boolean isNotYetValid(Instant at) {
        return at.isBefore(notBefore);
    }

    /** How long it is valid from the first to the last second. */
    public Duration validity() {
        return Duration.between(notBefore, notAfter);
    }

    /** Whether its extended key usage lets it stand for a server. */
    public boolean allowsServerAuthentication() {
        return extendedKeyUsage.isEmpty() || extendedKeyUsage.contains(SERVER_AUTH) || extendedKeyUsage.contains(ANY_PURPOSE);
    }

    /** Whether one of its alternative names stands for this host (RFC 9525): a name, or an IP address as text. */
    public boolean matchesHost(String host) {
        return HostNames.matches(this, host);
    }

    /** Whether that certificate's key made the signature on this one; empty where the algorithm is not looked into. */
    public Optional<Boolean> isSignedBy(CertificateFacts issuer) {
        return switch (Link.of(0, issuer).signatureOn(Link.of(0, this))) {
            case VALID -> Optional.of(true);
            case INVALID -> Optional.of(false);
            case NOT_CHECKED -> Optional.empty();
        };
    }
}
