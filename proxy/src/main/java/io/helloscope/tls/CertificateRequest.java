package io.helloscope.tls;

import io.helloscope.bytes.Bytes;
import java.util.List;

/**
 * A request for a client certificate in TLS 1.2 and older (RFC 5246 section 7.4.4).
 *
 * @param certificateTypes as sent
 * @param signatureSchemes as sent; empty before TLS 1.2
 * @param authorities DER names
 */
public record CertificateRequest(List<Integer> certificateTypes, List<SignatureScheme> signatureSchemes, List<Bytes> authorities) {
    public CertificateRequest {
        certificateTypes = List.copyOf(certificateTypes);
        signatureSchemes = List.copyOf(signatureSchemes);
        authorities = List.copyOf(authorities);
    }
}
