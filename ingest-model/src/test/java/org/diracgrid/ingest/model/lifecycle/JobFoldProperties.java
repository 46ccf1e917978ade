package org.diracgrid.ingest.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.HeartbeatMeasure;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;

/**
 * Batches, crashes and redelivery, as Kafka makes them: whatever was committed, everything from some earlier event on
 * comes again, in order and cut anew. The tables end as after one clean run.
 */
class JobFoldProperties {

    private static final long T = 1_780_000_000_000_000L;
    private static final long STEP = 700_000;

    /** The tables of one job. */
    private static final class Tables {

        final JobFold fold;
        final TimeOrderColumn column;
        final List<StoredLogRow> log;
        final Set<KillCommand> kills = new LinkedHashSet<>();
        final Map<HeartbeatKey, Double> heartbeats = new HashMap<>();
        JobRow row;

        Tables(JobRow row, TimeOrderColumn column) {
            this.row = row;
            this.column = column;
            this.fold = new JobFold(FoldOptions.DEFAULTS);
            this.log = new ArrayList<>(List.of(
                    new StoredLogRow(1, "Received", "Job accepted", "Unknown", millis(T - 9_000_000), "JobManager"),
                    new StoredLogRow(2, row.status(), row.minorStatus(), "Unknown", millis(T - 8_000_000), "s")));
        }

        /** @param crash whether the worker dies before the commit */
        void batch(List<? extends IngestEvent> events, boolean crash) {
            var job = new JobState(row, log, column, heartbeats.keySet());
            events.forEach(event -> fold.apply(job, event, T));
            if (!crash) {
                job.newRows().forEach(r -> log.add(r.stored()));
                row = job.row();
                kills.addAll(job.kills());
                job.heartbeatRows().forEach(r -> heartbeats.put(r.key(), r.value()));
            }
        }

        void batches(List<? extends IngestEvent> events, Random random) {
            for (int from = 0; from < events.size(); ) {
                int to = Math.min(events.size(), from + 1 + random.nextInt(4));
                batch(events.subList(from, to), false);
                from = to;
            }
        }
    }

    @Property(tries = 2000)
    void aCrashInOneTransactionLeavesNoTrace(
            @ForAll("jobs") JobRow row,
            @ForAll TimeOrderColumn column,
            @ForAll("events") @Size(min = 1, max = 10) List<IngestEvent> events,
            @ForAll Random random) {
        crash(row, column, events, random);
    }

    private static void crash(JobRow row, TimeOrderColumn column, List<IngestEvent> events, Random random) {
        var clean = new Tables(row, column);
        events.forEach(event -> clean.batch(List.of(event), false));

        var crashed = new Tables(row, column);
        int from = random.nextInt(events.size());
        int to = from + 1 + random.nextInt(events.size() - from);
        crashed.batches(events.subList(0, from), random);
        for (int crashes = random.nextInt(3); crashes >= 0; crashes--) {
            crashed.batch(events.subList(from, to), true);
            int end = to;
            to = from + 1 + random.nextInt(end - from);
        }
        crashed.batches(events.subList(random.nextInt(from + 1), events.size()), random);

        assertSame(crashed, clean);
    }

    @Property(tries = 2000)
    void redeliveryChangesNothing(
            @ForAll("jobs") JobRow row,
            @ForAll("events") @Size(min = 1, max = 10) List<IngestEvent> events,
            @ForAll Random random) {
        redeliver(row, events, random);
    }

    private static void redeliver(JobRow row, List<IngestEvent> events, Random random) {
        var tables = new Tables(row, TimeOrderColumn.NUMERIC);
        tables.batches(events, random);
        var before = new Tables(row, TimeOrderColumn.NUMERIC);
        before.row = tables.row;
        before.log.clear();
        before.log.addAll(tables.log);
        before.kills.addAll(tables.kills);
        before.heartbeats.putAll(tables.heartbeats);

        tables.batches(events.subList(random.nextInt(events.size()), events.size()), random);

        assertSame(tables, before);
    }

    private static void assertSame(Tables actual, Tables expected) {
        assertThat(actual.log).isEqualTo(expected.log);
        assertThat(actual.row).isEqualTo(expected.row);
        assertThat(actual.kills).isEqualTo(expected.kills);
        assertThat(actual.heartbeats).isEqualTo(expected.heartbeats);
    }

    @Provide
    Arbitrary<JobRow> jobs() {
        return Combinators.combine(
                        Arbitraries.of("Checking", "Waiting", "Matched", "Running", "Stalled", "Done"),
                        Arbitraries.just(T - 5_000_000).injectNull(0.7))
                .as((status, start) -> new JobRow(1, "dteam", status, "m", "Unknown", start, null, null));
    }

    /** Events at rising times, now and then a late one, no two rows of one millisecond. */
    @Provide
    Arbitrary<List<IngestEvent>> events() {
        return Arbitraries.randomValue(random -> random.nextLong())
                .list()
                .ofMinSize(1)
                .ofMaxSize(10)
                .map(seeds -> {
                    var events = new ArrayList<IngestEvent>();
                    for (int i = 0; i < seeds.size(); i++) {
                        events.add(event(i, new Random(seeds.get(i))));
                    }
                    return events;
                });
    }

    private static IngestEvent event(int index, Random random) {
        long micros = T + index * 4 * STEP - (random.nextInt(6) == 0 ? 11 * STEP : 0) + index * 1000;
        var envelope = new EventEnvelope("id" + index, "/test", "type", micros);
        if (random.nextInt(4) == 0) {
            var measures = new HashMap<HeartbeatMeasure, Double>(Map.of(HeartbeatMeasure.CPU_CONSUMED, 1d));
            for (var measure : HeartbeatMeasure.values()) {
                if (random.nextInt(3) == 0) {
                    measures.put(measure, (double) random.nextInt(9));
                }
            }
            return new JobHeartbeatEvent(envelope, 1, micros, measures, null);
        }
        var updates = new ArrayList<StatusUpdate>();
        int count = 1 + random.nextInt(3);
        for (int i = count - 1; i >= 0; i--) {
            updates.add(new StatusUpdate(
                    micros - i * STEP,
                    random.nextInt(3) == 0 ? null : STATUSES.get(random.nextInt(STATUSES.size())),
                    text(random),
                    text(random),
                    random.nextInt(4) == 0 ? "Job_1" : "s"));
        }
        updates.sort(Comparator.comparingLong(StatusUpdate::timeMicros));
        return new JobStatusEvent(envelope, 1, updates, random.nextInt(5) == 0, Map.of());
    }

    private static final List<JobStatus> STATUSES = List.of(
            JobStatus.WAITING,
            JobStatus.MATCHED,
            JobStatus.RUNNING,
            JobStatus.RUNNING,
            JobStatus.STALLED,
            JobStatus.COMPLETING,
            JobStatus.DONE,
            JobStatus.FAILED,
            JobStatus.KILLED,
            JobStatus.RESCHEDULED);

    private static String text(Random random) {
        return random.nextInt(3) == 0 ? null : List.of("x", "y", "").get(random.nextInt(3));
    }

    private static long millis(long micros) {
        return StatusTimeOrder.toMillis(micros);
    }
}
