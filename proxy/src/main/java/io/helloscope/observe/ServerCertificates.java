package io.helloscope.observe;

import io.helloscope.bytes.Bytes;
import java.util.List;

/** The server's certificate chain as far as it can be seen. */
public sealed interface ServerCertificates {
    /**
     * In the clear, TLS 1.2 and older.
     *
     * @param der the certificates as sent, leaf first; may be empty
     */
    record Seen(List<Bytes> der) implements ServerCertificates {
        public Seen {
            der = List.copyOf(der);
        }
    }

    /** TLS 1.3: sent, but encrypted (or compressed). */
    record Encrypted() implements ServerCertificates {
    }

    /** Not sent: the connection ended before, or a session was resumed. */
    record NotSent() implements ServerCertificates {
    }

    /** The certificates, leaf first; empty unless {@link Seen}. */
    default List<Bytes> der() {
        return List.of();
    }
}
