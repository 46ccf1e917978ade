package org.diracgrid.ingest.chaos;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.diracgrid.ingest.demo.trial.Trial;

/**
 * The longest gap in which a group of a trial got nowhere although it had something to do. It gets on where it commits, and also where
 * its store takes something new: who keeps partitions through a cooperative rebalance goes on writing, but may not commit
 * before it is over.
 *
 * <p>Confined to the thread that looks, except {@link #longestMs} and {@link #longestWithoutCommitMs}.
 */
final class GapWatch implements AutoCloseable {

    private final StoredCounts counts;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final BooleanSupplier isExcused;

    /** @param isExcused whether nothing needs to go on at the moment */
    GapWatch(Trial trial, BooleanSupplier isExcused) {
        this.counts = new StoredCounts(trial);
        this.isExcused = isExcused;
        groups.put(trial.mySqlGroup(), new Group(counts::rows));
        groups.put(trial.openSearchGroup(), new Group(counts::documentChanges));
    }

    /** Takes note of a look at a group. */
    void look(String name, GroupOffsets.Look look) {
        Group group = groups.get(name);
        if (group == null) {
            throw new IllegalArgumentException("not watched: " + name);
        }
        group.look(System.nanoTime() / 1_000_000, look, isExcused.getAsBoolean());
    }

    /** With neither a commit nor anything new in the store, by group. */
    Map<String, Long> longestMs() {
        Map<String, Long> longest = new LinkedHashMap<>();
        groups.forEach((name, group) -> longest.put(name, group.longestMs));
        return longest;
    }

    /** With no commit, by group. */
    Map<String, Long> longestWithoutCommitMs() {
        Map<String, Long> longest = new LinkedHashMap<>();
        groups.forEach((name, group) -> longest.put(name, group.longestWithoutCommitMs));
        return longest;
    }

    @Override
    public void close() {
        counts.close();
    }

    private static final class Group {

        private final LongSupplier stored;
        private final GapMeter progress = new GapMeter();
        private final GapMeter commits = new GapMeter();
        private volatile long longestMs;
        private volatile long longestWithoutCommitMs;

        Group(LongSupplier stored) {
            this.stored = stored;
        }

        void look(long nowMs, GroupOffsets.Look look, boolean isExcused) {
            commits.look(nowMs, look.committed(), look.left(), isExcused);
            progress.look(nowMs, look.committed() + stored.getAsLong(), look.left(), isExcused);
            longestWithoutCommitMs = commits.longestMs();
            longestMs = progress.longestMs();
        }
    }
}
