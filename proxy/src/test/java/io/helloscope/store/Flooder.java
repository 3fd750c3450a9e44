package io.helloscope.store;

import io.helloscope.report.ConnectionReport;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A process that tells a history of failures, near a thousand a second, and says which, until it is killed. */
final class Flooder {
    private Flooder() {
    }

    public static void main(String[] args) {
        Counted counted = new Counted();
        DatabaseHistory history = Databases.start(Databases.settings(new HistorySettings.Sqlite(Path.of(args[0]))), counted);
        Databases.awaitUp(history);
        PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
        int first = Integer.parseInt(args[1]);
        for (int second = first; ; second++) {
            ConnectionReport report = Told.failure(second, "host" + second % 100 + ".example", "10.0.0.1");
            history.report(report);
            history.concluded(report);
            out.println(report.id());
            LockSupport.parkNanos(1_000_000);
        }
    }
}
