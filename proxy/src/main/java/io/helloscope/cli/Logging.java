package io.helloscope.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/** The program's own log: lines on standard error. Set up in code, which starts faster than from a file. */
final class Logging {
    private Logging() {
    }

    /** Ours at this level; libraries at WARN, or at the same level where it is finer than INFO. */
    static void start(String level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSX\", UTC} %-5level %logger{0} - %msg%n%ex");
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level ours = Level.toLevel(level, Level.INFO);
        root.setLevel(ours.isGreaterOrEqual(Level.INFO) ? Level.WARN : Level.INFO);
        root.addAppender(console);
        context.getLogger("io.helloscope").setLevel(ours);
    }
}
