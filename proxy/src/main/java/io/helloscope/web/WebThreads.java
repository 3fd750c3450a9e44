package io.helloscope.web;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Event loops that end without Netty's usual two seconds of quiet: when Armeria ends them, every answer has been given. */
final class WebThreads extends MultiThreadIoEventLoopGroup {
    WebThreads(int count, String name) {
        super(count, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
    }

    @Override
    public Future<?> shutdownGracefully() {
        return shutdownGracefully(0, 2, TimeUnit.SECONDS);
    }

    /** Threads that may wait, for the history and for passwords. */
    static ScheduledExecutorService blocking(int count, String name) {
        return new ScheduledThreadPoolExecutor(count, new DefaultThreadFactory(name, true));
    }
}
