package io.helloscope.tls;

import io.helloscope.bytes.ByteReader;
import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.WireFormatException;
import java.util.ArrayList;
import java.util.List;

/** The Certificate message of TLS 1.2 and older (RFC 5246 section 7.4.2); later it is encrypted. */
public final class CertificateMessage {
    private CertificateMessage() {
    }

    /** The certificates of a handshake body without its four-byte header: DER as sent, the sender's own first; may be empty. */
    public static List<Bytes> parse(Bytes body) throws WireFormatException {
        ByteReader reader = ByteReader.of(body, "Certificate");
        ByteReader list = reader.sub(reader.u24("certificate_list"), "certificate_list");
        reader.finish();
        List<Bytes> certificates = new ArrayList<>();
        while (list.remaining() > 0) {
            String element = "[" + certificates.size() + "]";
            certificates.add(list.bytes(list.u24(element), element));
        }
        return List.copyOf(certificates);
    }
}
