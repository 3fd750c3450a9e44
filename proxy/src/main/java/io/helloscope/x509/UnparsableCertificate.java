package io.helloscope.x509;

import io.helloscope.bytes.Bytes;
import java.util.Optional;

/**
 * Bytes in the place of a certificate that are none.
 *
 * @param der as sent
 * @param sha256 of the whole, 64 hexadecimal digits
 * @param reason what was wrong
 */
public record UnparsableCertificate(Bytes der, String sha256, String reason) implements ParsedCertificate {
    @Override
    public Optional<CertificateFacts> facts() {
        return Optional.empty();
    }
}
