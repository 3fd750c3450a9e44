package io.helloscope.capture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of one side's Initial packets. They come from what the first packet says in the clear, so that everybody on the path has
 * them (RFC 9001 section 5.2, RFC 9369 section 3.3).
 */
final class QuicKeys {
    private static final int DIGEST = 32;
    private static final int KEY = 16;
    private static final int IV = 12;
    private static final int TAG_BITS = 128;
    private static final int SAMPLE = 16;

    private final SecretKeySpec key;
    private final byte[] iv;
    private final SecretKeySpec headerKey;

    private QuicKeys(byte[] secret, QuicVersion version) throws GeneralSecurityException {
        key = new SecretKeySpec(expand(secret, version.label() + " key", KEY), "AES");
        iv = expand(secret, version.label() + " iv", IV);
        headerKey = new SecretKeySpec(expand(secret, version.label() + " hp", KEY), "AES");
    }

    /** The keys of the client or the server for this connection id, which the client chose for its first packet. */
    static QuicKeys of(QuicVersion version, byte[] connectionId, boolean client) {
        try {
            byte[] initial = hmac(version.salt(), connectionId);
            return new QuicKeys(expand(initial, client ? "client in" : "server in", DIGEST), version);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES and HMAC", e);
        }
    }

    private static byte[] hmac(byte[] key, byte[]... parts) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    /** HKDF-Expand-Label of RFC 8446 section 7.1 with an empty context, for at most one digest. */
    private static byte[] expand(byte[] secret, String label, int length) throws GeneralSecurityException {
        byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
        byte[] info = ByteBuffer.allocate(4 + name.length).putShort((short) length).put((byte) name.length).put(name).put((byte) 0).array();
        return Arrays.copyOf(hmac(secret, info, new byte[] {1}), length);
    }

    /**
     * The frames of a packet.
     *
     * @param packet the packet from its first byte on
     * @param number where its packet number begins
     * @param end where it ends
     * @return empty where these are not its keys
     */
    Optional<byte[]> open(byte[] packet, int number, int end) {
        if (number + 4 + SAMPLE > end) {
            return Optional.empty();
        }
        try {
            Cipher header = Cipher.getInstance("AES/ECB/NoPadding");
            header.init(Cipher.ENCRYPT_MODE, headerKey);
            byte[] mask = header.doFinal(packet, number + 4, SAMPLE);
            byte[] clear = Arrays.copyOf(packet, end);
            clear[0] ^= (byte) (mask[0] & 0x0f);
            int length = (clear[0] & 3) + 1;
            byte[] nonce = iv.clone();
            for (int i = 0; i < length; i++) {
                clear[number + i] ^= mask[1 + i];
                nonce[IV - length + i] ^= clear[number + i];
            }
            Cipher body = Cipher.getInstance("AES/GCM/NoPadding");
            body.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            body.updateAAD(clear, 0, number + length);
            return Optional.of(body.doFinal(clear, number + length, end - number - length));
        } catch (GeneralSecurityException notOurs) {
            return Optional.empty();
        }
    }
}
