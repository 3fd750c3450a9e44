package io.helloscope.tls;

import io.helloscope.bytes.ByteReader;
import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.WireFormatException;
import java.util.ArrayList;
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

    /** Reads a handshake body without its four-byte header. A list of authorities that is left out is taken as empty. */
    public static CertificateRequest parse(Bytes body, ProtocolVersion version) throws WireFormatException {
        ByteReader reader = ByteReader.of(body, "CertificateRequest");
        List<Integer> types = Vectors.u8s(reader.sub(reader.u8("certificate_types"), "certificate_types"));
        List<SignatureScheme> schemes = new ArrayList<>();
        if (!version.isBefore(ProtocolVersion.TLS_1_2)) {
            ByteReader list = reader.sub(reader.u16("supported_signature_algorithms"), "supported_signature_algorithms");
            while (list.remaining() > 0) {
                schemes.add(SignatureScheme.of(list.u16("")));
            }
        }
        List<Bytes> authorities = new ArrayList<>();
        if (reader.remaining() > 0) {
            ByteReader list = reader.sub(reader.u16("certificate_authorities"), "certificate_authorities");
            while (list.remaining() > 0) {
                String element = "[" + authorities.size() + "]";
                authorities.add(list.bytes(list.u16(element), element));
            }
        }
        reader.finish();
        return new CertificateRequest(types, schemes, authorities);
    }
}
