package io.helloscope.dial;

import io.helloscope.dial.Names.Family;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Waits for both families of a host's addresses, for a bounded time. Confined to its event loop. */
final class AllAddresses implements Names.Listener {
    private final EventLoop loop;
    private final Promise<List<InetAddress>> promise;
    private final Duration patience;
    private final Alarm deadline;
    /** Sorted by family, IPv6 first. */
    private final Map<Family, List<InetAddress>> found = new EnumMap<>(Family.class);

    AllAddresses(EventLoop loop, Duration patience, Promise<List<InetAddress>> promise) {
        this.loop = loop;
        this.promise = promise;
        this.patience = patience;
        this.deadline = new Alarm(loop);
        promise.addListener(done -> deadline.cancel());
    }

    void start(Names names, String host) {
        names.lookUp(host, loop, this);
        if (!promise.isDone()) {
            deadline.set(patience, this::tell);
        }
    }

    @Override
    public void resolved(Family family, List<InetAddress> addresses) {
        found.put(family, addresses);
        if (found.size() == Family.values().length) {
            tell();
        }
    }

    @Override
    public void failed(Family family) {
        resolved(family, List.of());
    }

    private void tell() {
        promise.trySuccess(found.values().stream().flatMap(List::stream).distinct().toList());
    }
}
