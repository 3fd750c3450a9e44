package io.helloscope.web;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Set;

/**
 * One listener of the live stream. What it is too slow to take is dropped, oldest first, and it is told how much. Frames come from
 * any thread; they are written on its event loop only.
 */
final class LiveClient {
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpResponseWriter response = HttpResponse.streaming();
    private final EventLoop loop;
    private final Set<String> events;
    private final int mostFrames;
    private final long mostBytes;
    private final Runnable overflowed;
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private long queuedBytes;
    private long lost;
    private boolean scheduled;
    /** Confined to the event loop: a frame is on its way to the socket. */
    private boolean writing;

    /** {@code events} empty stands for all; {@code overflowed} is told of each frame that is dropped. */
    LiveClient(EventLoop loop, Set<String> events, int mostFrames, long mostBytes, Runnable overflowed) {
        this.overflowed = overflowed;
        this.loop = loop;
        this.events = Set.copyOf(events);
        this.mostFrames = mostFrames;
        this.mostBytes = mostBytes;
    }

    HttpResponseWriter response() {
        return response;
    }

    boolean wants(String event) {
        return events.isEmpty() || events.contains(event);
    }

    void offer(byte[] frame) {
        boolean wake;
        synchronized (queue) {
            queue.add(frame);
            queuedBytes += frame.length;
            while (queue.size() > mostFrames || queuedBytes > mostBytes && queue.size() > 1) {
                queuedBytes -= queue.remove().length;
                lost++;
                overflowed.run();
            }
            wake = !scheduled;
            scheduled = true;
        }
        if (wake) {
            loop.execute(this::pump);
        }
    }

    /** Tells it that something that it did not get is past. */
    void lost(long count) {
        synchronized (queue) {
            lost += count;
        }
        loop.execute(this::pump);
    }

    /** A sign of life where there is nothing else to send; a vanished listener shows by it. */
    void heartbeat() {
        synchronized (queue) {
            if (!queue.isEmpty()) {
                return;
            }
        }
        offer(HEARTBEAT);
    }

    void close() {
        response.close();
    }

    private void pump() {
        if (writing) {
            return;
        }
        byte[] next = next();
        if (next.length == 0) {
            return;
        }
        if (!response.tryWrite(HttpData.wrap(next))) {
            return;
        }
        writing = true;
        // Asked for again only when the frame is on the socket: a slow reader is felt here.
        response.whenConsumed().thenRun(() -> loop.execute(() -> {
            writing = false;
            pump();
        }));
    }

    /** The next frame, or no byte where there is none. */
    private byte[] next() {
        synchronized (queue) {
            if (lost > 0) {
                byte[] told = ("event: lost\ndata: {\"count\":" + lost + "}\n\n").getBytes(StandardCharsets.US_ASCII);
                lost = 0;
                return told;
            }
            byte[] frame = queue.poll();
            scheduled = frame != null;
            if (frame == null) {
                return new byte[0];
            }
            queuedBytes -= frame.length;
            return frame;
        }
    }
}
