package io.helloscope.frontend.socks;

import io.helloscope.frontend.access.Gate;
import io.helloscope.frontend.access.Pass;
import io.helloscope.frontend.access.Visit;
import io.helloscope.frontend.answer.Leave;
import io.helloscope.frontend.answer.Parting;
import io.helloscope.frontend.connect.Asked;
import io.helloscope.frontend.connect.House;
import io.helloscope.frontend.connect.Opening;
import io.helloscope.frontend.connect.Refusals;
import io.helloscope.frontend.http.HttpHouse;
import io.helloscope.frontend.http.Reception;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5CommandType;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequest;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5Message;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequest;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthStatus;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Receives a client that speaks SOCKS5 (RFC 1928, RFC 1929), until its CONNECT becomes an {@link Opening}. The decoder at the
 * beginning of the pipeline shows the phase:
 *
 * <pre>
 *   methods --> [user and password] --> command --> Opening
 * </pre>
 *
 * Confined to the client's event loop.
 */
public final class SocksReception extends ChannelInboundHandlerAdapter {
    /** Versions of the messages. */
    private static final byte METHODS = 5;
    private static final byte LOGIN = 1;
    private static final int MOST_EARLY = 64 * 1024;
    private static final int HTTP_PORT = 80;

    private final HttpHouse parts;
    private final House house;
    private final Visit visit;
    private final SocketChannel channel;
    private final Future<?> deadline;
    private ChannelHandler decoder = new Socks5InitialRequestDecoder();
    private Optional<Gate.Claim> claim = Optional.empty();
    /** What comes while a password is checked: some clients do not wait. */
    private ByteBuf early = Unpooled.EMPTY_BUFFER;
    private boolean over;

    private SocksReception(HttpHouse parts, Visit visit) {
        this.parts = parts;
        this.house = parts.house();
        this.visit = visit;
        this.channel = visit.channel();
        this.deadline = channel.eventLoop().schedule(this::gone, house.limits().headTime().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Puts a reception at the end of a client's pipeline. */
    public static void open(HttpHouse parts, Visit visit) {
        SocksReception reception = new SocksReception(parts, visit);
        visit.channel().pipeline().addLast(reception.decoder, reception);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (over || !(message instanceof Socks5Message known)) {
            if (!over && message instanceof ByteBuf bytes && early.readableBytes() < MOST_EARLY) {
                early = early.isReadable() ? ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), early, bytes) : bytes;
            } else {
                ReferenceCountUtil.release(message);
            }
        } else if (known.decoderResult().isFailure()) {
            malformed(known);
        } else if (known instanceof Socks5InitialRequest methods) {
            choose(methods);
        } else if (known instanceof Socks5PasswordAuthRequest login) {
            login(login);
        } else if (known instanceof Socks5CommandRequest command) {
            command(command);
        }
    }

    private void choose(Socks5InitialRequest methods) {
        boolean open = methods.authMethods().contains(Socks5AuthMethod.NO_AUTH) && !house.gate().asksForCredentials();
        if (open) {
            say(METHODS, Socks5AuthMethod.NO_AUTH.byteValue());
            then(new Socks5CommandRequestDecoder());
        } else if (methods.authMethods().contains(Socks5AuthMethod.PASSWORD)) {
            // Also where none is asked for: some clients offer nothing else.
            say(METHODS, Socks5AuthMethod.PASSWORD.byteValue());
            then(new Socks5PasswordAuthRequestDecoder());
        } else {
            Asked asked = Asked.now(Arrival.SOCKS5, visit.client(), own());
            house.ledger().ended(asked, house.gate().asksForCredentials() ? Refusals.of(Pass.CREDENTIALS_MISSING)
                    : new Reach.Refused(Reach.Refusal.BAD_REQUEST, "The client offers no way to authenticate that this proxy knows."));
            sayLast(METHODS, Socks5AuthMethod.UNACCEPTED.byteValue());
        }
    }

    private void login(Socks5PasswordAuthRequest login) {
        claim = Optional.of(new Gate.Claim(login.username(), login.password()));
        // The check takes its time, and no decoder would keep what comes meanwhile.
        channel.config().setAutoRead(false);
        house.gate().judge(visit, claim, pass -> {
            if (over) {
                return;
            }
            if (pass == Pass.CREDENTIALS_WRONG) {
                house.ledger().ended(Asked.now(Arrival.SOCKS5, visit.client(), own()), Refusals.of(pass));
                sayLast(LOGIN, Socks5PasswordAuthStatus.FAILURE.byteValue());
            } else {
                // Any other reason is told in answer to the command, which has words for it.
                say(LOGIN, Socks5PasswordAuthStatus.SUCCESS.byteValue());
                channel.config().setAutoRead(true);
                then(new Socks5CommandRequestDecoder());
            }
        });
    }

    private void command(Socks5CommandRequest command) {
        Optional<Destination> destination = destination(command);
        if (!command.type().equals(Socks5CommandType.CONNECT)) {
            refuse(destination.orElseGet(this::own), "The client asks by SOCKS5 for something else than CONNECT; this proxy has nothing else.",
                    Socks5CommandStatus.COMMAND_UNSUPPORTED);
        } else if (destination.isEmpty()) {
            refuse(own(), "The client's SOCKS5 request names no server.", Socks5CommandStatus.ADDRESS_UNSUPPORTED);
        } else {
            house.gate().judge(visit, claim, pass -> judged(Asked.now(Arrival.SOCKS5, visit.client(), destination.get()), pass));
        }
    }

    private void judged(Asked asked, Pass pass) {
        if (over) {
            return;
        }
        if (pass == Pass.GRANTED && asked.destination().host().equals(HttpHouse.OWN_NAME)) {
            showOwnSite(asked.destination().port());
        } else if (pass == Pass.GRANTED) {
            open(asked);
        } else {
            Reach.Refused refused = Refusals.of(pass);
            house.ledger().ended(asked, refused);
            end();
            new SocksVoice(channel).failed(refused);
        }
    }

    private void open(Asked asked) {
        Opening opening = new Opening(house.dialer(), house.relay(), house.ledger(), channel, asked, new SocksVoice(channel));
        channel.pipeline().addLast(opening);
        leave();
        opening.start();
    }

    /** A browser that speaks SOCKS5 asks for the proxy's own site as it asks for any other; nobody else has that name. */
    private void showOwnSite(int port) {
        if (port == HTTP_PORT) {
            channel.writeAndFlush(SocksVoice.reply(Socks5CommandStatus.SUCCESS), channel.voidPromise());
            Reception.open(parts, visit);
            leave();
        } else {
            end();
            Parting.after(channel, SocksVoice.reply(Socks5CommandStatus.FORBIDDEN));
        }
    }

    /** Takes SOCKS5 from the pipeline: bytes that came already go on to the handlers behind this. */
    private void leave() {
        end();
        channel.pipeline().remove(this);
        channel.pipeline().remove(decoder);
    }

    private static Optional<Destination> destination(Socks5CommandRequest command) {
        String host = command.dstAddr();
        boolean known = command.dstAddrType().equals(Socks5AddressType.DOMAIN) || command.dstAddrType().equals(Socks5AddressType.IPv4)
                || command.dstAddrType().equals(Socks5AddressType.IPv6);
        boolean right = known && host != null && !host.isEmpty() && host.chars().allMatch(c -> c > ' ' && c < 0x7f)
                && command.dstPort() > 0;
        return right ? Optional.of(new Destination(withoutFinalDot(host.toLowerCase(Locale.ROOT)), command.dstPort())) : Optional.empty();
    }

    private static String withoutFinalDot(String host) {
        return host.length() > 1 && host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private void refuse(Destination destination, String why, Socks5CommandStatus status) {
        house.ledger().ended(Asked.now(Arrival.SOCKS5, visit.client(), destination), new Reach.Refused(Reach.Refusal.BAD_REQUEST, why));
        end();
        Parting.after(channel, SocksVoice.reply(status));
    }

    private void malformed(Socks5Message message) {
        Socks5CommandStatus status = message instanceof Socks5CommandRequest ? Socks5CommandStatus.ADDRESS_UNSUPPORTED
                : Socks5CommandStatus.FAILURE;
        refuse(own(), "The client's SOCKS5 message cannot be read.", status);
    }

    /** The next message is read by this decoder; bytes that came already go on to it. */
    private void then(ChannelHandler next) {
        ChannelHandler before = decoder;
        decoder = next;
        channel.pipeline().addAfter(channel.pipeline().context(before).name(), null, next);
        channel.pipeline().remove(before);
        if (early.isReadable()) {
            ByteBuf waited = early;
            early = Unpooled.EMPTY_BUFFER;
            channel.pipeline().fireChannelRead(waited);
        }
    }

    private void say(byte... message) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(message), channel.voidPromise());
    }

    private void sayLast(byte... message) {
        end();
        Parting.after(channel, Unpooled.wrappedBuffer(message));
    }

    private Destination own() {
        InetSocketAddress local = channel.localAddress();
        return local == null ? new Destination("localhost", 1080) : new Destination(local.getAddress().getHostAddress(), local.getPort());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event == Leave.NOW) {
            gone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        gone();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        early.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone();
    }

    private void end() {
        over = true;
        deadline.cancel(false);
    }

    private void gone() {
        if (!over) {
            end();
            channel.close();
        }
    }
}
