package io.helloscope.relay;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How sockets are driven. */
public enum Transport {
    /** The JDK's selector; works everywhere. */
    NIO(NioServerSocketChannel.class, NioSocketChannel.class, NioDatagramChannel.class),
    /** Linux io_uring; not {@link #fit()}. */
    IO_URING(IoUringServerSocketChannel.class, IoUringSocketChannel.class, IoUringDatagramChannel.class),
    /** Linux epoll; not {@link #fit()}. */
    EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class, EpollDatagramChannel.class);

    private final Class<? extends ServerSocketChannel> serverSocket;
    private final Class<? extends SocketChannel> socket;
    private final Class<? extends DatagramChannel> datagram;

    Transport(Class<? extends ServerSocketChannel> serverSocket, Class<? extends SocketChannel> socket,
            Class<? extends DatagramChannel> datagram) {
        this.serverSocket = serverSocket;
        this.socket = socket;
        this.datagram = datagram;
    }

    /**
     * The transport that a setting names.
     *
     * @param setting {@code auto} (the best that is fit and works here) or a {@link #code()}
     * @throws IllegalArgumentException where it is no such word, or that transport must not be used; the message is for people
     */
    public static Transport choose(String setting) {
        if (setting.equals("auto")) {
            return Stream.of(IO_URING, EPOLL, NIO).filter(t -> t.fit() && t.available()).findFirst().orElse(NIO);
        }
        Transport chosen = Arrays.stream(values()).filter(t -> t.code().equals(setting)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(setting + " (expected: auto, " + Arrays.stream(values())
                        .filter(Transport::fit).map(Transport::code).collect(Collectors.joining(", ")) + ")"));
        if (!chosen.fit()) {
            throw new IllegalArgumentException(setting + " does not pass all bytes and ends with this version of Netty (expected: auto)");
        }
        if (!chosen.available()) {
            throw new IllegalArgumentException(setting + " does not work on this machine (expected: auto)");
        }
        return chosen;
    }

    /** The word of the setting, in kebab case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether this machine has it. */
    public boolean available() {
        return switch (this) {
            case NIO -> true;
            case IO_URING -> IoUring.isAvailable();
            case EPOLL -> Epoll.isAvailable();
        };
    }

    /**
     * Whether it passes what a tunnel must, with this version of Netty. The transport test shows what is wrong with the others, and
     * would notice a Netty in which it is mended:
     * <ul>
     * <li>Epoll of 4.2.13 and later loses what follows the other end's FIN (netty#16689).
     * <li>io_uring of 4.2.18 does not tell of a reset that comes together with data, and can lose a read that is asked for while one
     * is being cancelled (netty#17049), as each end of back-pressure does.
     * </ul>
     */
    public boolean fit() {
        return this == NIO;
    }

    /** Event loops for channels of this transport; daemon threads with this name and a number. */
    public EventLoopGroup newGroup(int threads, String name) {
        ThreadFactory factory = new DefaultThreadFactory(name, true);
        return new MultiThreadIoEventLoopGroup(threads, factory, switch (this) {
            case NIO -> NioIoHandler.newFactory();
            case IO_URING -> IoUringIoHandler.newFactory();
            case EPOLL -> EpollIoHandler.newFactory();
        });
    }

    /**
     * A bootstrap for a listener of clients, complete but for its child handler. Clients' sockets have keep-alive on, TCP_NODELAY by
     * Netty's default, and can be half-closed.
     */
    public ServerBootstrap listener(EventLoopGroup acceptor, EventLoopGroup workers) {
        return new ServerBootstrap().group(acceptor, workers).channel(serverSocket)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    /** Channels that listen. */
    public Class<? extends ServerSocketChannel> serverSocket() {
        return serverSocket;
    }

    /** Channels that connect. */
    public Class<? extends SocketChannel> socket() {
        return socket;
    }

    /** Channels for datagrams. */
    public Class<? extends DatagramChannel> datagram() {
        return datagram;
    }
}
