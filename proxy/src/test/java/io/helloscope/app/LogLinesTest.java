package io.helloscope.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.helloscope.diagnose.Classifier;
import io.helloscope.diagnose.Trust;
import io.helloscope.metrics.ReportMetrics;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Direction;
import io.helloscope.report.ReportDesk;
import io.helloscope.report.ReportSettings;
import io.helloscope.report.Triage;
import io.helloscope.testing.Conversations;
import io.helloscope.testing.Reports;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogLinesTest {
    private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.helloscope.connections");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final ReportDesk desk = new ReportDesk(new Classifier(Reports.KNOWLEDGE, Trust.NONE), Reports.KNOWLEDGE, ReportSettings.DEFAULT,
            Triage.NONE, new LogLines(), new ReportMetrics(new SimpleMeterRegistry()));

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(Level.DEBUG);
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    private static Conversations closed() {
        return Conversations.at(NOW).to("lost.example\u001b[2J", 443).hello().closed(Direction.SERVER, CloseKind.FIN);
    }

    @Test
    void aFailureIsToldWhenNothingCanUndoIt() {
        desk.ended(closed().ended(), NOW);
        assertThat(lines.list).isEmpty();
        desk.tick(NOW.plus(Duration.ofMinutes(1)));
        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.get(0).getLevel()).isEqualTo(Level.INFO);
        assertThat(lines.list.get(0).getFormattedMessage()).endsWith(" lost.example\\x1b[2J:443 closed-after-hello (certain, server) C");
    }

    @Test
    void aRecoveredOneIsToldToWhoAsksForDetails() {
        desk.ended(closed().ended(), NOW);
        Conversations working = Conversations.at(NOW.plusSeconds(1)).to("lost.example\u001b[2J", 443).hello().handshakeOf12();
        desk.ended(working.closed(Direction.CLIENT, CloseKind.FIN).ended(), NOW.plusSeconds(2));
        desk.tick(NOW.plus(Duration.ofMinutes(1)));
        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.DEBUG).hasSize(2);
        assertThat(lines.list).extracting(ILoggingEvent::getFormattedMessage).anyMatch(line -> line.contains("closed-after-hello") && line.endsWith(" recovered"));
    }
}
