package io.helloscope.store;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is told and not yet written. A later change of the same report or incident takes the place of the earlier one, so that a retry
 * loop costs one row a batch. Bounded: what does not fit is refused. Callable from any thread.
 */
final class Backlog {
    /** Which row. */
    record Key(Table table, String id) {
    }

    /** A row is written, or deleted where there is none to write. The row is made when it is needed, by the thread that writes it. */
    record Change(Optional<Supplier<Row>> row) {
    }

    /** What is written together. */
    record Batch(Map<Key, Change> changes, Map<TallyKey, Long> counts) {
        boolean isEmpty() {
            return changes.isEmpty() && counts.isEmpty();
        }

        int size() {
            return changes.size() + counts.size();
        }
    }

    private final int most;
    private final Map<Key, Change> changes = new LinkedHashMap<>();
    private final Map<TallyKey, Long> counts = new LinkedHashMap<>();
    /** What is being written; a change that is told meanwhile comes after it. */
    private Batch writing = new Batch(Map.of(), Map.of());

    Backlog(int most) {
        this.most = most;
    }

    /** False where it is full. */
    synchronized boolean put(Table table, String id, Supplier<Row> row) {
        return add(new Key(table, id), new Change(Optional.of(row)));
    }

    /** False where it is full. */
    synchronized boolean remove(Table table, String id) {
        return add(new Key(table, id), new Change(Optional.empty()));
    }

    private boolean add(Key key, Change change) {
        if (changes.size() >= most && !changes.containsKey(key)) {
            return false;
        }
        changes.put(key, change);
        wakeWhenLarge();
        return true;
    }

    /** One connection more; false where it is full. */
    synchronized boolean count(TallyKey key) {
        if (counts.size() >= most && !counts.containsKey(key)) {
            return false;
        }
        counts.merge(key, 1L, Long::sum);
        wakeWhenLarge();
        return true;
    }

    private void wakeWhenLarge() {
        if (changes.size() + counts.size() == Recorder.BATCH) {
            notifyAll();
        }
    }

    /** Whether the last that was told of this row, and is not yet in the database, is that there is none. */
    synchronized boolean isRemoved(Table table, String id) {
        Key key = new Key(table, id);
        Change last = changes.getOrDefault(key, writing.changes().get(key));
        return last != null && last.row().isEmpty();
    }

    /** How many rows wait. */
    synchronized int size() {
        return changes.size() + counts.size() + writing.size();
    }

    /** Waits so long, or until a batch is full. */
    synchronized void await(long millis) throws InterruptedException {
        if (changes.size() + counts.size() < Recorder.BATCH) {
            wait(millis);
        }
    }

    synchronized void wake() {
        notifyAll();
    }

    /** The oldest so many, to be written; the same ones again until {@link #written}. */
    synchronized Batch take(int rows) {
        if (writing.isEmpty()) {
            writing = new Batch(first(changes, rows), first(counts, rows));
        }
        return writing;
    }

    private static <K, V> Map<K, V> first(Map<K, V> from, int rows) {
        Map<K, V> taken = new LinkedHashMap<>();
        Iterator<Map.Entry<K, V>> entries = from.entrySet().iterator();
        while (taken.size() < rows && entries.hasNext()) {
            Map.Entry<K, V> entry = entries.next();
            taken.put(entry.getKey(), entry.getValue());
            entries.remove();
        }
        return taken;
    }

    /** What was taken lies in the database. */
    synchronized void written() {
        writing = new Batch(Map.of(), Map.of());
    }
}
