package org.diracgrid.ingest.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;

/** What holds for any sequence of events; times and texts come from few values, so that they collide often. */
class JobStatusFoldProperties {

    private static final long T = 1_780_000_000_000_000L;

    /** Everything of a job that a database would hold. */
    private record Snapshot(JobRow row, Map<JobAttribute, Object> changes, List<LogRow> rows, List<KillCommand> kills) {
        static Snapshot of(JobState job) {
            return new Snapshot(
                    job.row(), Map.copyOf(job.changes()), List.copyOf(job.newRows()), List.copyOf(job.kills()));
        }
    }

    /** Any applied events again, in any order, at once or between later ones: nothing changes. */
    @Property(tries = 2000)
    void redeliveryChangesNothing(
            @ForAll("jobs") JobRow row,
            @ForAll TimeOrderColumn column,
            @ForAll("events") @Size(max = 12) List<JobStatusEvent> events,
            @ForAll Random random) {
        var plain = job(row, column);
        var disturbed = job(row, column);
        var applied = new ArrayList<JobStatusEvent>();

        for (var event : events) {
            var outcome = apply(plain, event);
            assertThat(apply(disturbed, event)).isEqualTo(outcome);
            if (outcome.kind() != FoldOutcome.Kind.REJECTED) {
                applied.add(event);
            }
            for (int i = random.nextInt(4); i > 0 && !applied.isEmpty(); i--) {
                var again = applied.get(random.nextInt(applied.size()));
                assertThat(apply(disturbed, again).kind()).isEqualTo(FoldOutcome.Kind.ALREADY_APPLIED);
            }
        }

        assertThat(Snapshot.of(disturbed)).isEqualTo(Snapshot.of(plain));
    }

    /** Where a batch ends does not matter: a job loaded anew for each event ends as one folded at once. */
    @Property(tries = 1000)
    void batchBoundariesDoNotMatter(
            @ForAll("jobs") JobRow row,
            @ForAll TimeOrderColumn column,
            @ForAll("events") @Size(max = 12) List<JobStatusEvent> events) {
        var whole = job(row, column);
        var history = new ArrayList<>(history());
        var current = row;
        var kills = new ArrayList<KillCommand>();
        for (var event : events) {
            var piece = new JobState(current, history, column);
            assertThat(apply(piece, event)).isEqualTo(apply(whole, event));
            current = piece.row();
            kills.addAll(piece.kills());
            piece.newRows().forEach(r -> history.add(0, stored(r))); // the order of loading is of no account
        }

        assertThat(current).isEqualTo(whole.row());
        assertThat(kills).isEqualTo(whole.kills());
        assertThat(history).hasSize(history().size() + whole.newRows().size());
    }

    @Property(tries = 1000)
    void writesOnlyWhatDiracxCanRead(
            @ForAll("jobs") JobRow row,
            @ForAll TimeOrderColumn column,
            @ForAll("events") @Size(max = 12) List<JobStatusEvent> events) {
        var job = job(row, column);
        events.forEach(event -> apply(job, event));

        int seqNum = history().size();
        for (var logged : job.newRows()) {
            assertThat(logged.seqNum()).isEqualTo(++seqNum);
            assertThat(logged.status())
                    .satisfiesAnyOf(
                            s -> assertThat(s).isEqualTo("idem"),
                            s -> assertThat(JobStatus.of(s)).isNotNull().isNotEqualTo(JobStatus.SCOUTING));
            assertThat(logged.source().codePointCount(0, logged.source().length()))
                    .isLessThanOrEqualTo(32);
        }
        if (job.changes().containsKey(JobAttribute.STATUS)) {
            assertThat(JobStatus.of(job.row().status())).isNotNull().isNotEqualTo(JobStatus.SCOUTING);
        }
    }

    @Property
    void theMachineNeverLeavesItsStates(@ForAll JobStatus current, @ForAll JobStatus candidate) {
        var next = JobStateMachine.next(current, candidate);

        assertThat(next).isIn(current, candidate);
        assertThat(JobStateMachine.next(current, next)).isEqualTo(next);
    }

    @Provide
    Arbitrary<JobRow> jobs() {
        return Combinators.combine(
                        Arbitraries.of(JobStatus.class).map(JobStatus::text),
                        Arbitraries.just(T - 5_000_000).injectNull(0.7),
                        Arbitraries.just(T - 1_000_000).injectNull(0.7))
                .as((status, start, end) -> new JobRow(1, "dteam", status, "m", "a", start, end, null));
    }

    @Provide
    Arbitrary<List<JobStatusEvent>> events() {
        var event = Combinators.combine(
                        updates(),
                        Arbitraries.of(false, false, false, true),
                        Arbitraries.longs().between(T, T + 9))
                .as((updates, force, time) -> new JobStatusEvent(
                        new EventEnvelope("id", "/test", JobStatusEvent.TYPE, time), 1, updates, force, Map.of()));
        return event.list();
    }

    private static Arbitrary<List<StatusUpdate>> updates() {
        var times = Arbitraries.longs().between(-4, 12).map(step -> T + step * 400);
        var texts = Arbitraries.of("idem", "", "x", "y").injectNull(0.3);
        var sources = Arbitraries.of(
                "Unknown", "Job_1", "Heartbeat", "JobWrapper@a-very-long-host.example.org", "s(SM)", "s");
        return Combinators.combine(
                        times,
                        Arbitraries.of(JobStatus.class)
                                .filter(JobStatus::isKnownToDiracx)
                                .injectNull(0.3),
                        texts,
                        texts,
                        sources)
                .as(StatusUpdate::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .uniqueElements(StatusUpdate::timeMicros)
                .map(updates -> updates.stream()
                        .sorted(Comparator.comparingLong(StatusUpdate::timeMicros))
                        .toList());
    }

    private static FoldOutcome apply(JobState job, JobStatusEvent event) {
        return JobStatusFold.apply(job, event, event.envelope().timeMicros(), T);
    }

    private static JobState job(JobRow row, TimeOrderColumn column) {
        return new JobState(row, history(), column);
    }

    private static List<StoredLogRow> history() {
        long order = StatusTimeOrder.toMillis(T);
        return List.of(
                new StoredLogRow(1, "Received", "Job accepted", "Unknown", order - 2, "JobManager"),
                new StoredLogRow(2, "Checking", "x", "idem", order, "s"));
    }

    private static StoredLogRow stored(LogRow row) {
        return new StoredLogRow(
                row.seqNum(),
                row.status(),
                row.minorStatus(),
                row.applicationStatus(),
                row.orderMillis(),
                row.source());
    }
}
