package io.helloscope.real;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;

/** A long run of bytes that anyone can make and check: a block of 1 MiB, changed by its number, so that no piece can take another's place. */
final class Pattern {
    static final int BLOCK = 1 << 20;
    private static final byte[] BYTES = new byte[BLOCK];

    static {
        new Random(7).nextBytes(BYTES);
    }

    private Pattern() {
    }

    /** The block as it is, number 0. */
    static byte[] block() {
        return BYTES.clone();
    }

    static void write(OutputStream out, long length) throws IOException {
        byte[] block = new byte[BLOCK];
        for (long at = 0; at < length; at += BLOCK) {
            byte number = (byte) (at / BLOCK);
            for (int i = 0; i < BLOCK; i++) {
                block[i] = (byte) (BYTES[i] ^ number);
            }
            out.write(block, 0, (int) Math.min(BLOCK, length - at));
        }
    }

    /** How many bytes came, or where the first wrong one was, as a sentence. */
    static String check(InputStream in) throws IOException {
        byte[] chunk = new byte[256 * 1024];
        long at = 0;
        int read;
        while ((read = in.read(chunk)) >= 0) {
            for (int i = 0; i < read; i++, at++) {
                if (chunk[i] != (byte) (BYTES[(int) (at % BLOCK)] ^ (int) (at / BLOCK))) {
                    return "wrong at " + at;
                }
            }
        }
        return at + " right";
    }
}
