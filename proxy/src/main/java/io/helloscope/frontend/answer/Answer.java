package io.helloscope.frontend.answer;

import io.helloscope.bytes.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What this proxy answers itself over HTTP. The connection closes after it, so that nothing that was sent behind a refused request
 * is ever taken for another one.
 *
 * @param status of the answer
 * @param fields lines {@code Name: value} besides those that all answers have
 * @param type of the body
 * @param body what is told
 */
public record Answer(int status, List<String> fields, String type, Bytes body) {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String HTML = "text/html; charset=utf-8";

    public Answer {
        fields = List.copyOf(fields);
        if (fields.stream().anyMatch(line -> line.chars().anyMatch(c -> c < ' ' || c > 0x7e))) {
            throw new IllegalArgumentException("fields (expected: printable ASCII)");
        }
    }

    /** A plain text. */
    public static Answer text(int status, String text) {
        return new Answer(status, List.of(), TEXT, Bytes.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A page made by {@link Html}. */
    public static Answer page(int status, Bytes page) {
        return new Answer(status, List.of("Content-Security-Policy: " + Html.POLICY), HTML, page);
    }

    /** The same with a further field. */
    public Answer with(String line) {
        List<String> more = new ArrayList<>(fields);
        more.add(line);
        return new Answer(status, more, type, body);
    }

    /** As sent; without body where the request was HEAD. */
    public ByteBuf encode(ByteBufAllocator allocator, boolean head) {
        StringBuilder text = new StringBuilder(512).append("HTTP/1.1 ").append(status).append(' ')
                .append(HttpResponseStatus.valueOf(status).reasonPhrase()).append("\r\n");
        fields.forEach(line -> text.append(line).append("\r\n"));
        text.append("Content-Type: ").append(type).append("\r\nContent-Length: ").append(body.length())
                .append("\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n")
                .append("Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n");
        ByteBuf encoded = allocator.buffer(text.length() + body.length());
        encoded.writeCharSequence(text, StandardCharsets.US_ASCII);
        if (!head) {
            encoded.writeBytes(body.asBuffer());
        }
        return encoded;
    }
}
