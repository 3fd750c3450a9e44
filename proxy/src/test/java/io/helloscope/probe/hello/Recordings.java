package io.helloscope.probe.hello;

import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.WireFormatException;
import io.helloscope.tls.ClientHello;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** First records of real clients, by the client's name. */
final class Recordings {
    static final Map<String, Bytes> RECORDS = read();

    private static final int HEADERS = 9;

    private Recordings() {
    }

    /** The hello of this client. */
    static ClientHello hello(String name) {
        return parse(RECORDS.get(name));
    }

    /** The hello in one record. */
    static ClientHello parse(Bytes record) {
        try {
            return ClientHello.parse(record.slice(HEADERS, record.length()));
        } catch (WireFormatException damaged) {
            throw new IllegalStateException(damaged);
        }
    }

    private static Map<String, Bytes> read() {
        try (InputStream in = Recordings.class.getResourceAsStream("recorded.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Map<String, Bytes> records = new LinkedHashMap<>();
            for (String block : text.split("\n\n")) {
                String entry = block.lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining("\n"));
                if (!entry.isBlank()) {
                    records.put(entry.substring(0, entry.indexOf(':')), Bytes.ofHex(entry.substring(entry.indexOf('\n'))));
                }
            }
            records.put("java", java());
            return records;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What this JDK's client sends. */
    private static Bytes java() throws IOException {
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine("java.example", 443);
            engine.setUseClientMode(true);
            ByteBuffer out = ByteBuffer.allocate(32 * 1024);
            engine.wrap(ByteBuffer.allocate(0), out);
            return Bytes.copyOf(out.flip());
        } catch (java.security.NoSuchAlgorithmException none) {
            throw new IllegalStateException(none);
        }
    }
}
