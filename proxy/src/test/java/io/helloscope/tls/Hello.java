package io.helloscope.tls;

import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.WireFormatException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Writes hello bodies for tests: what is not said is left out or empty. */
final class Hello {
    private int version = 0x0303;
    private Bytes random = Bytes.of(new byte[32]);
    private Bytes sessionId = Bytes.EMPTY;
    private int[] suites = {};
    private Bytes tail = Bytes.EMPTY;
    private boolean block;
    private final List<Bytes> extensions = new ArrayList<>();

    Hello version(int code) {
        version = code;
        return this;
    }

    Hello random(String hex) {
        random = Bytes.ofHex(hex);
        return this;
    }

    Hello sessionId(int length) {
        sessionId = Bytes.of(new byte[length]);
        return this;
    }

    Hello suites(int... codes) {
        suites = codes;
        return this;
    }

    Hello emptyBlock() {
        block = true;
        return this;
    }

    Hello extension(int type, String bodyHex) {
        block = true;
        Bytes body = Bytes.ofHex(bodyHex);
        extensions.add(Bytes.ofHex("%04x%04x%s".formatted(type, body.length(), body.hex())));
        return this;
    }

    Hello trailing(String hex) {
        tail = Bytes.ofHex(hex);
        return this;
    }

    Bytes client() {
        ByteArrayOutputStream out = start();
        u16(out, suites.length * 2);
        for (int suite : suites) {
            u16(out, suite);
        }
        out.write(1);
        out.write(0);
        return end(out);
    }

    Bytes server() {
        ByteArrayOutputStream out = start();
        u16(out, suites[0]);
        out.write(0);
        return end(out);
    }

    ClientHello parsed() throws WireFormatException {
        return ClientHello.parse(client());
    }

    ServerHello parsedServer() throws WireFormatException {
        return ServerHello.parse(server());
    }

    private ByteArrayOutputStream start() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        u16(out, version);
        out.writeBytes(random.toArray());
        out.write(sessionId.length());
        out.writeBytes(sessionId.toArray());
        return out;
    }

    private Bytes end(ByteArrayOutputStream out) {
        if (block) {
            u16(out, extensions.stream().mapToInt(Bytes::length).sum());
            extensions.forEach(e -> out.writeBytes(e.toArray()));
        }
        out.writeBytes(tail.toArray());
        return Bytes.of(out.toByteArray());
    }

    private static void u16(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }
}
