package io.helloscope.frontend.http;

import io.helloscope.bytes.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.List;

/** Reads responses of servers: leniently as to line ends and names, strictly as to where a response ends. */
final class ResponseDecoder extends HttpResponseDecoder {
    private static final int MOST_EXCERPT = 512;

    private boolean head;
    private boolean ambiguous;
    private Bytes excerpt = Bytes.EMPTY;

    ResponseDecoder() {
        super(new HttpDecoderConfig().setMaxInitialLineLength(16 * 1024).setMaxHeaderSize(256 * 1024).setMaxChunkSize(256 * 1024)
                .setStrictLineParsing(false).setUseRfc9112TransferEncoding(true).setAllowDuplicateContentLengths(true)
                .setHeadersFactory(DefaultHttpHeadersFactory.headersFactory().withNameValidation(false)));
    }

    /** A new request goes out. */
    void expect(boolean answerToHead) {
        head = answerToHead;
        ambiguous = false;
        excerpt = Bytes.EMPTY;
    }

    /** The first bytes of the response. */
    Bytes excerpt() {
        return excerpt;
    }

    /** Whether the response had two lengths: what follows it cannot be trusted. */
    boolean ambiguous() {
        return ambiguous;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (excerpt.isEmpty()) {
            excerpt = Bytes.copyOf(in.nioBuffer(in.readerIndex(), Math.min(in.readableBytes(), MOST_EXCERPT)));
        }
        super.decode(context, in, out);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return head || message instanceof HttpResponse response && response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                || super.isContentAlwaysEmpty(message);
    }

    /** Transfer-Encoding counts (RFC 9112 section 6.3), and the connection is not used again. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        ambiguous = true;
        super.handleTransferEncodingChunkedWithContentLength(message);
    }
}
