package io.helloscope.web;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reports and incidents as server-sent events, to each listener that is there. An event's id is its position in this run's stream:
 * who comes back with the last one it saw gets what it missed, as far as it is still remembered, and is told of the rest.
 */
final class LiveStream {
    static final List<String> EVENTS = List.of("report", "incident", "withdrawn");

    private static final ResponseHeaders STREAM = ResponseHeaders.builder(HttpStatus.OK).contentType(MediaType.EVENT_STREAM)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store").build();
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final int MOST_CLIENTS = 64;

    private final Limits limits;
    private final String run;
    private final Set<LiveClient> clients = ConcurrentHashMap.newKeySet();
    private final LongSupplier clock;
    private final Consumer<String> boundHit;
    /** Guards itself, {@code recentBytes}, {@code position} and the two maps. */
    private final ArrayDeque<Frame> recent = new ArrayDeque<>();
    /** By event: the last position that is not remembered. */
    private final Map<String, Long> skipped = new HashMap<>();
    /** By event: until when it is kept although nobody listens, on the clock. */
    private final Map<String, Long> wantedUntil = new HashMap<>();
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

    /** {@code run} tells the stream of this start from that of an earlier one; the clock counts nanoseconds. */
    LiveStream(String run, Limits limits, LongSupplier clock, Consumer<String> boundHit) {
        this.boundHit = boundHit;
        this.clock = clock;
        this.run = run;
        this.limits = limits;
    }

    /** Sends it to who listens; never waits. Where nobody did for a while, it is not even written out. */
    void publish(String event, Supplier<Map<String, Object>> document) {
        synchronized (recent) {
            position++;
            if (!isWanted(event)) {
                skipped.put(event, position);
                return;
            }
            Frame frame = new Frame(position, event, frame(event, run + "-" + position, Answers.json(document.get())));
            recent.add(frame);
            recentBytes += frame.bytes.length;
            while (recent.size() > limits.frames || recentBytes > limits.bytes && recent.size() > 1) {
                Frame oldest = recent.remove();
                recentBytes -= oldest.bytes.length;
                skipped.put(oldest.event, oldest.position);
            }
            for (LiveClient client : clients) {
                if (client.wants(event)) {
                    client.offer(frame.bytes);
                }
            }
        }
    }

    private boolean isWanted(String event) {
        Long until = wantedUntil.get(event);
        return clients.stream().anyMatch(client -> client.wants(event)) || until != null && clock.getAsLong() - until < 0;
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
            boundHit.accept("live-listeners");
            return Answers.error(HttpStatus.SERVICE_UNAVAILABLE, "", "too many listeners already (at most " + MOST_CLIENTS + ")",
                    Map.of("retry-after", "30"));
        }
        if (context.method() == HttpMethod.HEAD) {
            return HttpResponse.of(STREAM);
        }
        context.clearRequestTimeout();
        LiveClient client = new LiveClient(context.eventLoop(), wanted, limits.frames, limits.bytes, () -> boundHit.accept("live-buffer"));
        client.response().write(STREAM);
        client.response().write(HttpData.ofAscii("retry: 1000\n\n"));
        join(client, Optional.ofNullable(context.request().headers().get("last-event-id")));
        ScheduledFuture<?> heart = context.eventLoop().withoutContext()
                .scheduleAtFixedRate(client::heartbeat, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        client.response().whenComplete().whenComplete((done, failed) -> {
            heart.cancel(false);
            leave(client);
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

    /** Browsers come back by themselves when a connection breaks: what they want is kept for them for a while. */
    private void leave(LiveClient client) {
        synchronized (recent) {
            clients.remove(client);
            EVENTS.stream().filter(client::wants).forEach(event -> wantedUntil.put(event, clock.getAsLong() + KEPT.toNanos()));
        }
    }

    private void catchUp(LiveClient client, String lastSeen) {
        long seen = lastSeen.matches(run + "-[0-9]{1,18}") ? Long.parseLong(lastSeen.substring(run.length() + 1)) : -1;
        long gone = skipped.entrySet().stream().filter(entry -> client.wants(entry.getKey())).mapToLong(Map.Entry::getValue).max().orElse(0);
        if (seen < 0 || gone > seen) {
            client.lost(seen < 0 ? 1 : gone - seen);
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
