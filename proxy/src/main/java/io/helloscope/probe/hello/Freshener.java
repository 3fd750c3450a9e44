package io.helloscope.probe.hello;

import io.helloscope.bytes.ByteReader;
import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.WireFormatException;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.NamedGroup;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a client's hello a first hello of this program: values that are used once are made anew, credentials and what belongs to
 * an earlier connection are left out, everything else stays.
 */
final class Freshener {
    private static final int OUTER_HELLO = 0;
    /** The whole body in an inner hello (RFC 9849 section 5). */
    private static final Bytes INNER = Bytes.of((byte) 1);
    private static final Bytes NO_EARLIER_CONNECTION = Bytes.of((byte) 0);

    /**
     * What proves who the client is or goes on with something that it began: pre-shared keys, early data, cookies (RFC 8446), a
     * user's name (RFC 4681, RFC 5054, RFC 8492), pinned tickets (RFC 8672), external keys (RFC 8773).
     */
    private static final Set<ExtensionType> LEFT_OUT = Set.of(ExtensionType.PRE_SHARED_KEY, ExtensionType.EARLY_DATA,
            ExtensionType.COOKIE, new ExtensionType(0x0006), new ExtensionType(0x000c), new ExtensionType(0x001d),
            new ExtensionType(0x001e), new ExtensionType(0x001f), new ExtensionType(0x0020), new ExtensionType(0x0021));

    private final FreshKeys keys;

    Freshener(FreshKeys keys) {
        this.keys = keys;
    }

    Draft fresh(Draft hello) {
        return hello.fresh(keys.bytes(hello.random().length()), keys.bytes(hello.sessionId().length()))
                .without(LEFT_OUT::contains)
                .edit(ExtensionType.SESSION_TICKET, ticket -> Optional.of(Bytes.EMPTY))
                .edit(ExtensionType.RENEGOTIATION_INFO, info -> Optional.of(NO_EARLIER_CONNECTION))
                .edit(ExtensionType.KEY_SHARE, this::shares)
                .edit(ExtensionType.ENCRYPTED_CLIENT_HELLO, body -> Optional.of(encryptedHello(body)));
    }

    /** A damaged list keeps its shape only. */
    private Optional<Bytes> shares(Bytes body) {
        return Optional.of(Bodies.shares(body).map(shares -> Bodies.ofShares(shares.stream().map(keys::again).toList()))
                .orElseGet(() -> keys.bytes(body.length())));
    }

    /** An encrypted_client_hello that means nothing, of the same shape (RFC 9849 section 6.2). */
    private Bytes encryptedHello(Bytes body) {
        try {
            ByteReader reader = ByteReader.of(body, "encrypted_client_hello");
            int type = reader.u8("type");
            if (type != OUTER_HELLO) {
                return body.equals(INNER) ? body : keys.bytes(body.length());
            }
            int kdf = reader.u16("kdf");
            int aead = reader.u16("aead");
            reader.u8("config_id");
            int encapsulated = reader.bytes(reader.u16("enc"), "enc").length();
            int payload = reader.bytes(reader.u16("payload"), "payload").length();
            return outerHello(kdf, aead, encapsulated, payload, reader.rest().length());
        } catch (WireFormatException damaged) {
            return keys.bytes(body.length());
        }
    }

    private Bytes outerHello(int kdf, int aead, int encapsulated, int payload, int rest) {
        return new ByteWriter().u8(OUTER_HELLO).u16(kdf).u16(aead).u8(keys.number(256))
                .vector(2, encapsulated(encapsulated)).vector(2, keys.bytes(payload)).bytes(keys.bytes(rest)).written();
    }

    /** The key of the KEM that has keys of this length, X25519 in practice (RFC 9180 section 7.1). */
    private Bytes encapsulated(int length) {
        return keys.again(new Share(switch (length) {
            case 65 -> NamedGroup.SECP256R1;
            case 97 -> NamedGroup.SECP384R1;
            case 133 -> NamedGroup.SECP521R1;
            default -> NamedGroup.X25519;
        }, Bytes.of(new byte[length]))).key();
    }

    /** An encrypted_client_hello of our own that means nothing, with X25519 and HKDF-SHA256 (RFC 9849 section 6.2). */
    Bytes grease(int aead, int payload) {
        return outerHello(1, aead, 32, payload, 0);
    }
}
