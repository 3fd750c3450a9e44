package io.helloscope.x509;

import io.helloscope.bytes.Bytes;
import java.time.Instant;

/**
 * A log's promise that it has seen a certificate (RFC 6962 section 3.2), and what it is worth.
 *
 * @param logId SHA-256 of the log's key, 32 bytes
 * @param at when the log says that it has seen it
 * @param source how it came
 * @param validity whether it holds for this certificate
 */
public record SignedTimestamp(Bytes logId, Instant at, Source source, Validity validity) {
    /** The three ways in which one comes (RFC 6962 section 3.3). */
    public enum Source {
        /** In the certificate. */
        EMBEDDED,
        /** In the TLS extension {@code signed_certificate_timestamp}. */
        EXTENSION,
        /** In a stapled OCSP response. */
        STAPLED
    }

    /** What came of looking at its signature. */
    public enum Validity {
        /** A known log signed it for this very certificate: whoever issued it did so in public. */
        VALID,
        /** It names a known log, and that log did not sign this certificate. */
        INVALID,
        /** Its log is not known here; it says nothing. */
        UNKNOWN_LOG,
        /** The issuer's key or the algorithm that it takes is not at hand. */
        NOT_CHECKED
    }

    /** Whether it proves that the certificate was logged in public. */
    public boolean isProof() {
        return validity == Validity.VALID;
    }
}
