package io.helloscope.dial;

import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Asks an HTTP proxy for a tunnel (RFC 9110 section 9.3.6). Reads answers as leniently as possible: any HTTP/1 version, bare line
 * feeds, no reason, interim answers before the final one.
 */
final class HttpConnect extends NextProxyTalk {
    private static final int MOST_INTERIM = 8;
    /** A page that explains a refusal follows its head at once, or it is not waited for. */
    private static final Duration REST_OF_ANSWER = Duration.ofMillis(500);

    private final Destination destination;
    private final Optional<Credentials> credentials;
    private int interim;
    /** The final head of an answer that is no tunnel; its body is gathered for the excerpt. */
    private Optional<Head> refusal = Optional.empty();

    /** A head, without its empty line. */
    private record Head(int status, String fields, int start, int end) {
        private boolean announcesPage() {
            return contentLength() != 0 && field("content-type").startsWith("text/html");
        }

        private long contentLength() {
            String length = field("content-length");
            return length.matches("[0-9]{1,15}") ? Long.parseLong(length) : -1;
        }

        private String field(String name) {
            return fields.lines().skip(1).filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip().toLowerCase(Locale.ROOT)).findFirst().orElse("");
        }
    }

    HttpConnect(SocketChannel channel, Destination destination, Optional<Credentials> credentials, Duration limit, Goal goal) {
        super(channel, limit, goal);
        this.destination = destination;
        this.credentials = credentials;
    }

    @Override
    void begin() {
        String host = destination.host();
        String authority = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + destination.port();
        send(Unpooled.copiedBuffer("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n"
                + credentials.map(c -> "Proxy-Authorization: " + c.basic() + "\r\n").orElse("") + "\r\n", StandardCharsets.US_ASCII));
    }

    @Override
    void received(ByteBuf answer) {
        while (refusal.isEmpty()) {
            if (!mayBeHttp(answer)) {
                waitAtMost(REST_OF_ANSWER, Failure.NEXT_PROXY_STRANGE);
                return;
            }
            int end = endOfHead(answer);
            if (end < 0) {
                return;
            }
            Head head = head(answer, end);
            if (head.status >= 100 && head.status < 200 && head.status != 101 && ++interim <= MOST_INTERIM) {
                answer.readerIndex(end);
            } else if (head.status >= 200 && head.status < 300 && !head.announcesPage()) {
                answer.readerIndex(end);
                open();
                return;
            } else {
                refusal = Optional.of(head);
                waitAtMost(REST_OF_ANSWER, why(head));
            }
        }
        Head head = refusal.get();
        long length = head.contentLength();
        if (length >= 0 && answer.writerIndex() - head.end >= length) {
            fail(why(head), OptionalInt.of(head.status), OptionalInt.empty());
        }
    }

    @Override
    void receivedLast(ByteBuf answer, Failure why) {
        if (refusal.isPresent()) {
            Head head = refusal.get();
            fail(why(head), OptionalInt.of(head.status), OptionalInt.empty());
        } else if (answer.isReadable() && !mayBeHttp(answer)) {
            fail(Failure.NEXT_PROXY_STRANGE, OptionalInt.empty(), OptionalInt.empty());
        }
    }

    private static Failure why(Head head) {
        boolean refused = head.status >= 300 && head.status < 600;
        return refused ? Failure.NEXT_PROXY_REFUSED : Failure.NEXT_PROXY_STRANGE;
    }

    /** Whether the answer begins as a status line does, as far as it goes. */
    private static boolean mayBeHttp(ByteBuf answer) {
        String model = "HTTP/1.";
        int length = Math.min(model.length(), answer.readableBytes());
        for (int i = 0; i < length; i++) {
            if (answer.getByte(answer.readerIndex() + i) != model.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The index after the empty line; -1 where it has not come yet. */
    private static int endOfHead(ByteBuf answer) {
        int from = answer.readerIndex();
        while (true) {
            int feed = answer.indexOf(from, answer.writerIndex(), (byte) '\n');
            if (feed < 0) {
                return -1;
            }
            int after = feed + 1;
            if (after < answer.writerIndex() && answer.getByte(after) == '\n') {
                return after + 1;
            }
            if (after + 1 < answer.writerIndex() && answer.getByte(after) == '\r' && answer.getByte(after + 1) == '\n') {
                return after + 2;
            }
            from = after;
        }
    }

    private static Head head(ByteBuf answer, int end) {
        int start = answer.readerIndex();
        String text = new String(ByteBufUtil.getBytes(answer, start, end - start), StandardCharsets.ISO_8859_1);
        String[] words = text.lines().findFirst().orElse("").split(" +", 3);
        int status = words.length > 1 && words[1].matches("[1-9][0-9]{2}") ? Integer.parseInt(words[1]) : 0;
        return new Head(status, text, start, end);
    }
}
