package io.helloscope.x509;

import io.helloscope.bytes.Bytes;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which roots count, and which other CA certificates are at hand.
 *
 * @param extraRoots private roots that the clients trust
 * @param known CA certificates met elsewhere: they complete a chain, which is then incomplete for certain
 * @param publicRoot whether a certificate's SHA-256 (64 hexadecimal digits) is that of a public root
 * @param publicRootKeyId whether a key identifier (hexadecimal) is that of a public root
 */
public record TrustAnchors(List<CertificateFacts> extraRoots, List<CertificateFacts> known, Predicate<String> publicRoot,
        Predicate<String> publicRootKeyId) {
    /** No roots at all. */
    public static final TrustAnchors NONE = new TrustAnchors(List.of(), List.of(), sha256 -> false, keyId -> false);

    public TrustAnchors {
        extraRoots = List.copyOf(extraRoots);
        known = List.copyOf(known);
    }

    /** Anchors of DER roots (those that cannot be parsed are left out) and of two look-ups for public ones. */
    public static TrustAnchors of(List<Bytes> extraRoots, Predicate<String> publicRoot, Predicate<String> publicRootKeyId) {
        return new TrustAnchors(parsed(extraRoots), List.of(), publicRoot, publicRootKeyId);
    }

    /** The same with these DER certificates of CAs that were met elsewhere. */
    public TrustAnchors withKnown(List<Bytes> certificates) {
        return new TrustAnchors(extraRoots, parsed(certificates), publicRoot, publicRootKeyId);
    }

    private static List<CertificateFacts> parsed(List<Bytes> certificates) {
        return certificates.stream().flatMap(der -> ParsedCertificate.parse(der).facts().stream()).toList();
    }
}
