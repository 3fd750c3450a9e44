package io.helloscope.x509;

import io.helloscope.bytes.Bytes;
import java.util.Optional;

/** One certificate as a peer sent it: its facts, or why it has none. */
public sealed interface ParsedCertificate permits CertificateFacts, UnparsableCertificate {
    /** Reads a DER certificate; never throws for what is in it. */
    static ParsedCertificate parse(Bytes der) {
        return KnownCertificates.parse(der);
    }

    /** As sent. */
    Bytes der();

    /** SHA-256 of the whole, 64 hexadecimal digits. */
    String sha256();

    /** What it says; empty where it cannot be parsed. */
    Optional<CertificateFacts> facts();
}
