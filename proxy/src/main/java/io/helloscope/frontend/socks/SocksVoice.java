package io.helloscope.frontend.socks;

import io.helloscope.frontend.answer.Parting;
import io.helloscope.frontend.connect.Opening;
import io.helloscope.observe.Reach;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;

/** Answers to a SOCKS5 CONNECT (RFC 1928 section 6). The address from which the server is reached is nobody's business. */
record SocksVoice(SocketChannel client) implements Opening.Voice {
    @Override
    public ByteBuf opened() {
        return reply(Socks5CommandStatus.SUCCESS);
    }

    @Override
    public void failed(Reach reach) {
        Parting.after(client, reply(status(reach)));
    }

    static ByteBuf reply(Socks5CommandStatus status) {
        return Unpooled.wrappedBuffer(new byte[] {5, status.byteValue(), 0, 1, 0, 0, 0, 0, 0, 0});
    }

    private static Socks5CommandStatus status(Reach reach) {
        if (reach instanceof Reach.Failed failed) {
            return switch (failed.failure()) {
                case REFUSED -> Socks5CommandStatus.CONNECTION_REFUSED;
                case DNS_NOT_FOUND, DNS_FAILURE -> Socks5CommandStatus.HOST_UNREACHABLE;
                case TIMED_OUT -> Socks5CommandStatus.TTL_EXPIRED;
                case UNREACHABLE -> Socks5CommandStatus.NETWORK_UNREACHABLE;
                case NEXT_PROXY_UNREACHABLE, NEXT_PROXY_REFUSED, NEXT_PROXY_STRANGE, NEXT_PROXY_SILENT, NEXT_PROXY_CLOSED ->
                    Socks5CommandStatus.FAILURE;
            };
        }
        if (reach instanceof Reach.Refused refused) {
            return switch (refused.refusal()) {
                case DESTINATION_DENIED, CLIENT_DENIED, AUTHENTICATION_REQUIRED -> Socks5CommandStatus.FORBIDDEN;
                case OVERLOADED, TLS_TO_PROXY, BAD_REQUEST -> Socks5CommandStatus.FAILURE;
            };
        }
        return Socks5CommandStatus.FAILURE;
    }
}
