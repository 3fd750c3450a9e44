package io.helloscope.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.report.ConnectionReport;
import io.helloscope.report.Recorded;
import io.helloscope.report.ReportHistory;
import io.helloscope.report.ReportQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryHistoryTest extends ReportHistoryContract {
    private final MemoryHistory history = new MemoryHistory(1000);

    @Override
    ReportHistory history() {
        return history;
    }

    @Test
    void keepsTheNewestAndABoundedNumber() {
        MemoryHistory small = new MemoryHistory(100);
        for (int second = 0; second < 1000; second++) {
            small.report(Told.failure(second, "a.example", "10.0.0.1"));
        }
        List<Recorded> kept = small.reports(ReportQuery.newest(1000)).items();
        assertThat(kept).hasSize(100);
        assertThat(kept.get(0).instant("@timestamp")).contains(Told.START.plusSeconds(999));
    }

    @Test
    void readersAndWritersDoNotDisturbEachOther() throws Exception {
        MemoryHistory small = new MemoryHistory(50);
        List<ConnectionReport> all = IntStream.range(0, 2000).mapToObj(second -> Told.failure(second, "a.example", "10.0.0.1")).toList();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<?>> done = new ArrayList<>();
        for (int writer = 0; writer < 2; writer++) {
            int start = writer * 1000;
            done.add(pool.submit(() -> all.subList(start, start + 1000).forEach(small::report)));
            done.add(pool.submit(() -> {
                for (int i = 0; i < 500; i++) {
                    assertThat(small.reports(ReportQuery.newest(20)).items()).hasSizeLessThanOrEqualTo(20)
                            .isSortedAccordingTo(Comparator.comparing(Recorded::id).reversed());
                }
            }));
        }
        for (Future<?> each : done) {
            each.get(30, TimeUnit.SECONDS);
        }
        pool.shutdown();
        assertThat(small.reports(ReportQuery.newest(1000)).items()).extracting(Recorded::id).hasSize(50)
                .containsAll(all.subList(1950, 2000).stream().map(ConnectionReport::id).toList());
    }
}
