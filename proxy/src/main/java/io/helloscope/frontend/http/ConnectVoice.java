package io.helloscope.frontend.http;

import io.helloscope.frontend.answer.Failure;
import io.helloscope.frontend.answer.Parting;
import io.helloscope.frontend.connect.Opening;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Answers to CONNECT. A browser shows its user nothing of a refusal but that the tunnel failed; curl shows the status. */
record ConnectVoice(SocketChannel client, Destination destination) implements Opening.Voice {
    private static final ByteBuf ESTABLISHED = Unpooled.unreleasableBuffer(Unpooled.directBuffer(64)
            .writeBytes("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII)).asReadOnly());

    @Override
    public ByteBuf opened() {
        return ESTABLISHED.duplicate();
    }

    @Override
    public void failed(Reach reach) {
        Parting.after(client, Failure.of(reach, destination).answer(false).encode(client.alloc(), false));
    }
}
