package io.helloscope.dial;

import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Asks a SOCKS5 proxy for a tunnel (RFC 1928, RFC 1929).
 *
 * <pre>
 *   METHOD --no authentication--> REPLY --0--> open
 *      |                            ^
 *      +---user and password--> PASSWORD
 * </pre>
 */
final class Socks5Connect extends NextProxyTalk {
    private static final int VERSION = 5;
    private static final int NO_AUTHENTICATION = 0;
    private static final int USER_AND_PASSWORD = 2;
    private static final int NO_ACCEPTABLE_METHOD = 0xff;

    private enum Step {
        METHOD, PASSWORD, REPLY
    }

    private final Destination destination;
    private final Optional<Credentials> credentials;
    private Step step = Step.METHOD;

    Socks5Connect(SocketChannel channel, Destination destination, Optional<Credentials> credentials, Duration limit, Goal goal) {
        super(channel, limit, goal);
        this.destination = destination;
        this.credentials = credentials;
    }

    @Override
    void begin() {
        send(credentials.isPresent() ? Unpooled.wrappedBuffer(new byte[] {VERSION, 2, NO_AUTHENTICATION, USER_AND_PASSWORD})
                : Unpooled.wrappedBuffer(new byte[] {VERSION, 1, NO_AUTHENTICATION}));
    }

    @Override
    void received(ByteBuf answer) {
        if (step == Step.METHOD && answer.readableBytes() >= 2) {
            method(answer.readUnsignedByte(), answer.readUnsignedByte());
        } else if (step == Step.PASSWORD && answer.readableBytes() >= 2) {
            answer.skipBytes(1);
            passwordAnswer(answer.readUnsignedByte());
        } else if (step == Step.REPLY && answer.readableBytes() >= 2) {
            reply(answer);
        } else if (step == Step.METHOD && answer.isReadable() && answer.getUnsignedByte(answer.readerIndex()) != VERSION) {
            strange();
        }
    }

    @Override
    void receivedLast(ByteBuf answer, Failure why) {
        // What has come is no whole message: the reason why nothing more comes says all.
    }

    private void method(int version, int method) {
        if (version != VERSION) {
            strange();
        } else if (method == NO_AUTHENTICATION) {
            request();
        } else if (method == USER_AND_PASSWORD && credentials.isPresent()) {
            step = Step.PASSWORD;
            byte[] user = credentials.get().user().getBytes(StandardCharsets.UTF_8);
            byte[] password = credentials.get().password().getBytes(StandardCharsets.UTF_8);
            send(Unpooled.buffer().writeByte(1).writeByte(user.length).writeBytes(user).writeByte(password.length).writeBytes(password));
        } else if (method == NO_ACCEPTABLE_METHOD) {
            refused(NO_ACCEPTABLE_METHOD);
        } else {
            strange();
        }
    }

    private void passwordAnswer(int status) {
        if (status == 0) {
            request();
        } else {
            refused(NO_ACCEPTABLE_METHOD);
        }
    }

    private void request() {
        step = Step.REPLY;
        ByteBuf request = Unpooled.buffer().writeByte(VERSION).writeByte(1).writeByte(0);
        Optional<InetAddress> address = IpLiteral.address(destination.host());
        if (address.isPresent()) {
            byte[] bytes = address.get().getAddress();
            request.writeByte(bytes.length == 4 ? 1 : 4).writeBytes(bytes);
        } else {
            byte[] name = destination.host().getBytes(StandardCharsets.US_ASCII);
            request.writeByte(3).writeByte(name.length).writeBytes(name);
        }
        send(request.writeShort(destination.port()));
    }

    private void reply(ByteBuf answer) {
        int start = answer.readerIndex();
        if (answer.getUnsignedByte(start) != VERSION) {
            strange();
            return;
        }
        int code = answer.getUnsignedByte(start + 1);
        if (code != 0) {
            refused(code);
            return;
        }
        if (answer.readableBytes() < 5) {
            return;
        }
        int addressBytes = switch (answer.getUnsignedByte(start + 3)) {
            case 1 -> 4;
            case 3 -> 1 + answer.getUnsignedByte(start + 4);
            case 4 -> 16;
            default -> -1;
        };
        if (addressBytes < 0) {
            strange();
        } else if (answer.readableBytes() >= 6 + addressBytes) {
            answer.skipBytes(6 + addressBytes);
            open();
        }
    }

    private void refused(int code) {
        fail(Failure.NEXT_PROXY_REFUSED, OptionalInt.empty(), OptionalInt.of(code));
    }

    private void strange() {
        fail(Failure.NEXT_PROXY_STRANGE, OptionalInt.empty(), OptionalInt.empty());
    }
}
