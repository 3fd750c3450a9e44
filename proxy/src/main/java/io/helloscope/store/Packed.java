package io.helloscope.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Documents as bytes in a file: a byte that says how they are packed, then raw deflate with a dictionary of what most documents say. */
final class Packed {
    private static final byte DICTIONARY_1 = 1;
    /** No document is as large; what claims to be is damaged. */
    private static final int LARGEST = 16 << 20;

    private Packed() {
    }

    static byte[] pack(byte[] json) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setDictionary(Dictionary.BYTES);
            deflater.setInput(json);
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream(1024);
            packed.write(DICTIONARY_1);
            byte[] buffer = new byte[4096];
            while (!deflater.finished()) {
                packed.write(buffer, 0, deflater.deflate(buffer));
            }
            return packed.toByteArray();
        } finally {
            deflater.end();
        }
    }

    static byte[] unpack(byte[] packed) throws IOException {
        if (packed.length == 0 || packed[0] != DICTIONARY_1) {
            throw new IOException("a document that this version cannot read");
        }
        Inflater inflater = new Inflater(true);
        try {
            inflater.setDictionary(Dictionary.BYTES);
            inflater.setInput(packed, 1, packed.length - 1);
            ByteArrayOutputStream json = new ByteArrayOutputStream(8192);
            byte[] buffer = new byte[8192];
            while (!inflater.finished()) {
                int length = inflater.inflate(buffer);
                boolean stuck = length == 0 && !inflater.finished();
                if (stuck || json.size() > LARGEST) {
                    throw new IOException("a document that is cut or damaged");
                }
                json.write(buffer, 0, length);
            }
            return json.toByteArray();
        } catch (DataFormatException damaged) {
            throw new IOException("a document that is damaged", damaged);
        } finally {
            inflater.end();
        }
    }

    /** Read when it is first needed. Its bytes never change, as what was packed with them could not be read any more. */
    private static final class Dictionary {
        private static final String NAME = "dictionary-1.txt";
        static final byte[] BYTES = read();

        private static byte[] read() {
            try (var in = Packed.class.getResourceAsStream(NAME)) {
                if (in == null) {
                    throw new IllegalStateException(NAME + " is missing");
                }
                return in.readAllBytes();
            } catch (IOException unreadable) {
                throw new IllegalStateException(NAME, unreadable);
            }
        }
    }
}
