package io.helloscope.web;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reports and incidents as server-sent events, to each listener that is there. An event's id is its position in this run's stream:
 * who comes back with the last one it saw gets what it missed, as far as it is still remembered, and is told of the rest.
 */
final class LiveStream {
    static final List<String> EVENTS = List.of("report", "incident", "withdrawn");

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final int MOST_CLIENTS = 64;

    private final Limits limits;
    private final String run;
    private final Set<LiveClient> clients = ConcurrentHashMap.newKeySet();
    private final ArrayDeque<Frame> recent = new ArrayDeque<>();
    private long recentBytes;
    private long position;
    private volatile boolean closed;

    /**
     * Bounds.
     *
     * @param frames frames kept for each listener, and for those that come back
     * @param bytes the same in bytes
     */
    record Limits(int frames, long bytes) {
        static final Limits USUAL = new Limits(512, 4 << 20);
    }

    private record Frame(long position, String event, byte[] bytes) {
    }

    /** {@code run} tells the stream of this start from that of an earlier one. */
    LiveStream(String run, Limits limits) {
        this.run = run;
        this.limits = limits;
    }

    /** Sends it to who listens; never waits. */
    void publish(String event, Supplier<Map<String, Object>> document) {
        byte[] data = Answers.json(document.get());
        synchronized (recent) {
            position++;
            Frame frame = new Frame(position, event, frame(event, run + "-" + position, data));
            recent.add(frame);
            recentBytes += frame.bytes.length;
            while (recent.size() > limits.frames || recentBytes > limits.bytes && recent.size() > 1) {
                recentBytes -= recent.remove().bytes.length;
            }
            for (LiveClient client : clients) {
                if (client.wants(event)) {
                    client.offer(frame.bytes);
                }
            }
        }
    }

    private static byte[] frame(String event, String id, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 64);
        out.writeBytes(("event: " + event + "\nid: " + id + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(data);
        out.writeBytes(new byte[] {'\n', '\n'});
        return out.toByteArray();
    }

    /** Answers {@code GET /api/v1/live}. */
    HttpResponse open(ServiceRequestContext context) throws BadParameterException {
        Parameters.known(context.queryParams(), List.of("events"));
        Set<String> wanted = wanted(context.queryParams().get("events", ""));
        if (closed || clients.size() >= MOST_CLIENTS) {
            return Answers.error(HttpStatus.SERVICE_UNAVAILABLE, "", "too many listeners already (at most " + MOST_CLIENTS + ")",
                    Map.of("retry-after", "30"));
        }
        context.clearRequestTimeout();
        LiveClient client = new LiveClient(context.eventLoop(), wanted, limits.frames, limits.bytes);
        client.response().write(ResponseHeaders.builder(HttpStatus.OK).contentType(MediaType.EVENT_STREAM)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store").build());
        client.response().write(HttpData.ofAscii("retry: 1000\n\n"));
        join(client, Optional.ofNullable(context.request().headers().get("last-event-id")));
        ScheduledFuture<?> heart = context.eventLoop().withoutContext()
                .scheduleAtFixedRate(client::heartbeat, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        client.response().whenComplete().whenComplete((done, failed) -> {
            heart.cancel(false);
            clients.remove(client);
        });
        return client.response();
    }

    private static Set<String> wanted(String parameter) throws BadParameterException {
        Set<String> wanted = Arrays.stream(parameter.split(",")).filter(word -> !word.isEmpty()).collect(Collectors.toSet());
        if (!EVENTS.containsAll(wanted)) {
            throw new BadParameterException("events", "no such event", EVENTS);
        }
        return wanted;
    }

    private void join(LiveClient client, Optional<String> lastSeen) {
        synchronized (recent) {
            lastSeen.ifPresent(id -> catchUp(client, id));
            clients.add(client);
        }
        if (closed) {
            client.close();
        }
    }

    private void catchUp(LiveClient client, String lastSeen) {
        long seen = lastSeen.matches(run + "-[0-9]{1,18}") ? Long.parseLong(lastSeen.substring(run.length() + 1)) : -1;
        long first = recent.isEmpty() ? position + 1 : recent.peek().position;
        if (seen < 0 || seen + 1 < first) {
            client.lost(seen < 0 ? 1 : first - seen - 1);
        }
        recent.stream().filter(frame -> seen >= 0 && frame.position > seen && client.wants(frame.event))
                .forEach(frame -> client.offer(frame.bytes));
    }

    int listeners() {
        return clients.size();
    }

    void close() {
        closed = true;
        clients.forEach(LiveClient::close);
    }
}
