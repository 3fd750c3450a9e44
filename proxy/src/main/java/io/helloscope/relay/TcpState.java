package io.helloscope.relay;

import io.helloscope.observe.HelloDelivery;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.channel.uring.IoUringTcpInfo;
import java.util.Optional;

/** What the kernel knows of a connection (TCP_INFO, Linux; only transports that are not the JDK's give it). */
final class TcpState {
    private TcpState() {
    }

    /**
     * How much of a hello has arrived at the server's host.
     *
     * @param sent bytes that were to be sent
     * @param unsent those that have not even been given to the kernel
     */
    static Optional<HelloDelivery> delivery(Channel channel, long sent, long unsent) {
        if (!channel.isActive()) {
            return Optional.empty();
        }
        try {
            if (channel instanceof IoUringSocketChannel uring) {
                IoUringTcpInfo info = uring.tcpInfo();
                return Optional.of(delivery(info.unacked(), info.sndMss(), sent, unsent));
            }
            if (channel instanceof EpollSocketChannel epoll) {
                var info = epoll.tcpInfo();
                return Optional.of(delivery(info.unacked(), info.sndMss(), sent, unsent));
            }
        } catch (RuntimeException gone) {
            // The connection broke in this moment: nothing can be told.
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** TCP tells of segments, not bytes: a hello of n full segments has arrived partly while fewer than n are unacknowledged. */
    static HelloDelivery delivery(long unackedSegments, long segmentBytes, long sent, long unsent) {
        if (unackedSegments == 0 && unsent == 0) {
            return HelloDelivery.ACKNOWLEDGED;
        }
        long segments = segmentBytes <= 0 ? 1 : (sent - unsent + segmentBytes - 1) / segmentBytes;
        return unackedSegments >= segments ? HelloDelivery.NONE : HelloDelivery.PARTLY;
    }
}
