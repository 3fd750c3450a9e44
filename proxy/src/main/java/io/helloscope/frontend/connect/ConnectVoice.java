package io.helloscope.frontend.connect;

import io.helloscope.frontend.answer.Failure;
import io.helloscope.frontend.answer.Parting;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Answers a CONNECT (RFC 9110 section 9.3.6). */
public record ConnectVoice(SocketChannel client, Destination destination) implements Opening.Voice {
    private static final ByteBuf OPENED = Unpooled.unreleasableBuffer(Unpooled.directBuffer()
            .writeBytes("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII)).asReadOnly());

    @Override
    public ByteBuf opened() {
        return OPENED.duplicate();
    }

    @Override
    public void failed(Reach reach) {
        Parting.after(client, Failure.of(reach, destination).answer(false).encode(client.alloc(), false));
    }
}
