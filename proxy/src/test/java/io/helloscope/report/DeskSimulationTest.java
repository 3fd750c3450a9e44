package io.helloscope.report;

import static io.helloscope.report.DeskBench.BROWSER;
import static io.helloscope.report.DeskBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Direction;
import io.helloscope.observe.Wire;
import io.helloscope.report.ConnectionReport.Outcome;
import io.helloscope.testing.Conversations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hours of mixed traffic, made up by chance: what must hold whatever comes in whatever order. */
class DeskSimulationTest {
    private static final byte[] HELLO = Wire.hello();

    private final DeskBench bench = new DeskBench(ReportSettings.DEFAULT);
    private final Set<String> ended = new HashSet<>();
    private final List<Conversations> open = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyConnectionIsConcludedOnceAndIncidentsAreTheSumOfTheirReports(long seed) {
        Random random = new Random(seed);
        double now = 0;
        for (int i = 0; i < 800; i++) {
            now += random.nextInt(10) == 0 ? random.nextInt(60) : random.nextDouble();
            step(random, now);
            if (random.nextInt(3) == 0) {
                bench.desk.tick(at(now));
            }
        }
        for (Conversations left : open) {
            end(left.closed(Direction.CLIENT, CloseKind.FIN).ended(), now);
        }
        bench.desk.flush(at(now));
        bench.desk.tick(at(now + 3600));
        check();
    }

    private void step(Random random, double now) {
        String host = "host" + random.nextInt(4) + ".example";
        if (random.nextInt(8) == 0) {
            bench.plainPage(BROWSER, host, now, 200, Optional.empty());
            return;
        }
        Conversations talk = Conversations.at(at(now)).to(host, random.nextBoolean() ? 443 : 2222).from("127.0.0.1", BROWSER);
        switch (random.nextInt(8)) {
            case 0 -> end(talk.client(HELLO).closed(Direction.SERVER, CloseKind.RESET).ended(), now);
            case 1 -> end(talk.client(HELLO).server(Conversations.alert(2, random.nextBoolean() ? 40 : 112)).closed(Direction.SERVER, CloseKind.FIN).ended(), now);
            case 2 -> end(talk.client(HELLO).wait(Duration.ofMillis(100)).closed(Direction.CLIENT, CloseKind.FIN).ended(), now + 0.1);
            case 3 -> end(talk.client(HELLO).handshakeOf12().closed(Direction.CLIENT, CloseKind.FIN).ended(), now);
            case 4 -> {
                talk.client(HELLO).wait(Duration.ofSeconds(4));
                bench.desk.decided(talk.open(), at(now + 4));
                open.add(talk);
            }
            case 5 -> {
                talk.client(HELLO).server("HTTP/1.1 400 Bad Request\r\n\r\n");
                bench.desk.decided(talk.open(), at(now));
                open.add(talk);
            }
            default -> {
                if (!open.isEmpty()) {
                    Conversations old = open.remove(random.nextInt(open.size()));
                    end(random.nextBoolean() ? old.closed(Direction.SERVER, CloseKind.FIN).ended() : old.handshakeOf12().ended(), now);
                }
            }
        }
    }

    private void end(Connection connection, double now) {
        bench.desk.ended(connection, at(now));
        ended.add(connection.id());
    }

    private void check() {
        assertThat(bench.concluded).extracting(ConnectionReport::id).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ended);
        assertThat(bench.concluded).allMatch(ConnectionReport::settled)
                .allMatch(report -> (report.outcome() == Outcome.FAILURE) == report.incident().isPresent())
                .allMatch(report -> !report.recovered() || report.outcome() == Outcome.UNKNOWN);
        assertThat(bench.concluded).extracting(ConnectionReport::outcome).contains(Outcome.SUCCESS, Outcome.FAILURE, Outcome.UNKNOWN);
        assertThat(bench.concluded).anyMatch(ConnectionReport::recovered);
        bench.concluded.forEach(report -> assertThat(bench.report(report.id())).contains(report));
        Map<String, Set<String>> told = bench.concluded.stream().filter(report -> report.incident().isPresent())
                .collect(Collectors.groupingBy(report -> report.incident().orElseThrow(), Collectors.mapping(ConnectionReport::id, Collectors.toSet())));
        Map<String, Set<String>> kept = new HashMap<>();
        for (Incident incident : bench.incidents()) {
            kept.put(incident.id(), Set.copyOf(incident.reportIds()));
            assertThat(incident.count()).isEqualTo(incident.reportIds().size());
            assertThat(incident.reportIds()).contains(incident.report().id());
            assertThat(bench.report(incident.report().id())).contains(incident.report());
        }
        assertThat(kept).isEqualTo(told);
    }
}
