package org.diracgrid.ingest.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.HeartbeatMeasure;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;

/**
 * LoggingInfo, task queues and Jobs that are committed one after the other: wherever a worker dies between the commits, and
 * however often, what Kafka delivers again leaves every table as one undisturbed run leaves it.
 */
class SplitCommitProperties {

    private static final long T = 1_780_000_000_000_000L;
    private static final long SECOND = 1_000_000;

    /** Up to where a batch gets before its worker dies. */
    private enum Reached {
        NOTHING,
        LOG,
        QUEUE,
        JOBS_UNANSWERED,
        ANSWER
    }

    /** The tables of one job; times of Jobs in whole seconds. */
    private static final class Tables {

        final TimeOrderColumn column;
        final List<StoredLogRow> log;
        final Set<KillCommand> kills = new HashSet<>();
        final Map<HeartbeatKey, Double> heartbeats = new HashMap<>();
        final Map<JobAttribute, Object> others = new EnumMap<>(JobAttribute.class);
        final JobFold fold = JobFold.ofSplitCommits(new FoldOptions(true, false));
        boolean isQueued = true;
        JobRow row;

        Tables(JobRow row, TimeOrderColumn column) {
            this.row = row;
            this.column = column;
            this.log = new ArrayList<>(List.of(
                    new StoredLogRow(1, "Received", "Job accepted", "Unknown", millis(T - 900 * SECOND), "JobManager"),
                    new StoredLogRow(2, row.status(), row.minorStatus(), "Unknown", millis(T - 800 * SECOND), "s")));
        }

        void write(List<? extends IngestEvent> batch, Reached reached) {
            var job = new JobState(row, log, column, heartbeats.keySet());
            batch.forEach(event -> fold.apply(job, event, T));
            if (reached.compareTo(Reached.LOG) >= 0) {
                job.newRows().forEach(each -> log.add(each.stored()));
            }
            if (reached.compareTo(Reached.QUEUE) >= 0) {
                isQueued &= !job.leavesTaskQueue();
            }
            if (reached.compareTo(Reached.JOBS_UNANSWERED) >= 0) {
                row = inSeconds(job.row());
                others.putAll(job.changes());
                others.keySet().retainAll(Set.of(JobAttribute.SITE, JobAttribute.USER_PRIORITY));
                kills.addAll(job.kills());
                job.heartbeatRows().forEach(each -> heartbeats.put(each.key(), each.value()));
            }
        }
    }

    /** A worker and the offsets it has committed, with the fence around events that rows do not tell of. */
    private static final class Consumer {

        final Tables tables;
        final List<? extends IngestEvent> events;
        final Random random;
        int position;
        int committed;
        int accidentsLeft;

        Consumer(Tables tables, List<? extends IngestEvent> events, Random random) {
            this.tables = tables;
            this.events = events;
            this.random = random;
            this.accidentsLeft = 1 + random.nextInt(6);
        }

        void run() {
            while (committed < events.size()) {
                if (position == events.size()) {
                    committed = position;
                    break;
                }
                int end = batchEnd();
                Reached reached = accidentsLeft == 0 ? Reached.ANSWER : Reached.values()[random.nextInt(5)];
                tables.write(events.subList(position, end), reached);
                if (reached == Reached.ANSWER) {
                    position = end;
                    committed += random.nextInt(position - committed + 1);
                } else {
                    accidentsLeft--;
                }
                if (accidentsLeft > 0 && random.nextInt(6) == 0) {
                    accidentsLeft--;
                    position = committed;
                }
            }
        }

        /** Cuts batches around fenced events, for which everything before is committed and which are so themselves. */
        private int batchEnd() {
            if (Fences.isFenced(events.get(position))) {
                committed = position;
                return position + 1;
            }
            if (position > 0 && Fences.isFenced(events.get(position - 1))) {
                committed = position;
            }
            int end = position + 1;
            int limit = Math.min(events.size(), position + 1 + random.nextInt(4));
            while (end < limit && !Fences.isFenced(events.get(end))) {
                end++;
            }
            return end;
        }
    }

    @Property(tries = 20_000)
    void accidentsBetweenCommitsLeaveNoTrace(
            @ForAll("jobs") JobRow row, @ForAll TimeOrderColumn column, @ForAll Random random) {
        List<IngestEvent> events = new LifeCycle(random).events();
        var clean = new Tables(row, column);
        events.forEach(event -> clean.write(List.of(event), Reached.ANSWER));
        var tables = new Tables(row, column);

        new Consumer(tables, events, random).run();

        assertSame(tables, clean, events);
    }

    private static void assertSame(Tables actual, Tables expected, List<IngestEvent> events) {
        assertThat(actual.log).as("%s", events).isEqualTo(expected.log);
        assertThat(actual.row).as("%s", events).isEqualTo(expected.row);
        assertThat(actual.others).as("%s", events).isEqualTo(expected.others);
        assertThat(actual.heartbeats).as("%s", events).isEqualTo(expected.heartbeats);
        if (isKillRecorded(expected, events)) {
            assertThat(actual.kills).as("%s", events).isEqualTo(expected.kills);
            assertThat(actual.isQueued).as("%s", events).isEqualTo(expected.isQueued);
        }
    }

    /** Whether rows tell for each event if the job was killed, and it never came back to life. */
    private static boolean isKillRecorded(Tables tables, List<IngestEvent> events) {
        boolean wasKilled = false;
        boolean cameBack = false;
        for (StoredLogRow row : tables.log) {
            boolean isKilled = JobStatusFold.endsInKill(JobStatus.of(row.status()));
            cameBack |= wasKilled && !isKilled && !row.status().equals("idem");
            wasKilled |= isKilled;
        }
        return !cameBack && events.stream().allMatch(SplitCommitProperties::isStatusRecorded);
    }

    private static boolean isStatusRecorded(IngestEvent event) {
        return switch (event.kind()) {
            case JOB_METADATA -> !((JobMetadataEvent) event).attributes().containsKey(JobAttribute.STATUS);
            case JOB_STATUS -> !((JobStatusEvent) event).force();
            case JOB_HEARTBEAT,
                    JOB_STATUS_APPLIED,
                    PILOT_REGISTERED,
                    PILOT_METADATA,
                    PILOT_JOBS_ASSIGNED,
                    PILOT_OUTPUT,
                    PILOT_PARAMETERS,
                    PILOT_LOG -> true;
        };
    }

    @Provide
    Arbitrary<JobRow> jobs() {
        return Arbitraries.of("Checking", "Waiting", "Matched", "Running", "Stalled", "Done", "Killed")
                .map(status -> new JobRow(1, "dteam", status, "m", "Unknown", null, null, null));
    }

    /** Events of all kinds at rising times, status events now and then late. */
    private static final class LifeCycle {

        private final Random random;
        private final List<IngestEvent> events = new ArrayList<>();
        private long now = T;
        private long lastHeartbeat;

        LifeCycle(Random random) {
            this.random = random;
        }

        List<IngestEvent> events() {
            int count = 1 + random.nextInt(12);
            for (int i = 0; i < count; i++) {
                now += 2 * SECOND + 1000 * random.nextInt(3000) + random.nextInt(1000);
                events.add(
                        switch (random.nextInt(8)) {
                            case 0, 1 -> heartbeat();
                            case 2 -> metadata();
                            default -> status();
                        });
            }
            return events;
        }

        private IngestEvent heartbeat() {
            lastHeartbeat = now;
            var measures = new EnumMap<HeartbeatMeasure, Double>(HeartbeatMeasure.class);
            measures.put(HeartbeatMeasure.CPU_CONSUMED, (double) random.nextInt(9));
            return new JobHeartbeatEvent(envelope(), 1, now, measures, null);
        }

        private IngestEvent metadata() {
            var attributes = new EnumMap<JobAttribute, Object>(JobAttribute.class);
            if (random.nextInt(3) == 0) {
                attributes.put(JobAttribute.STATUS, UNKILLED.get(random.nextInt(UNKILLED.size())));
            }
            if (random.nextInt(2) == 0) {
                attributes.put(JobAttribute.MINOR_STATUS, "set");
            }
            if (random.nextInt(3) == 0) {
                attributes.put(JobAttribute.APPLICATION_STATUS, "y");
            }
            attributes.put(JobAttribute.USER_PRIORITY, random.nextInt(9));
            return new JobMetadataEvent(envelope(), 1, attributes, Map.of());
        }

        private IngestEvent status() {
            boolean isLate = random.nextInt(6) == 0;
            long last = isLate ? now - random.nextInt(12) * SECOND - 10_001 : now;
            if (last < lastHeartbeat) {
                last -= 100 * SECOND;
            }
            boolean isForced = random.nextInt(5) == 0;
            var updates = new ArrayList<StatusUpdate>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                long micros = last - i * 300_000;
                boolean isAlive = random.nextInt(3) == 0 && micros > lastHeartbeat;
                updates.add(new StatusUpdate(
                        micros, random.nextInt(3) == 0 ? null : anyStatus(), text(), text(), isAlive ? "Job_1" : "s"));
            }
            Map<JobAttribute, Object> attributes =
                    random.nextInt(8) == 0 ? Map.of(JobAttribute.SITE, "site " + random.nextInt(9)) : Map.of();
            return new JobStatusEvent(envelope(), 1, updates, isForced, attributes);
        }

        private EventEnvelope envelope() {
            return new EventEnvelope("id" + events.size(), "/test", "type", now);
        }

        private JobStatus anyStatus() {
            return STATUSES.get(random.nextInt(STATUSES.size()));
        }

        private String text() {
            return random.nextInt(3) == 0 ? null : TEXTS.get(random.nextInt(TEXTS.size()));
        }
    }

    /** What metadata sets; a job that it kills or brings back to life may get a Kill command too few, see the repair. */
    private static final List<String> UNKILLED = List.of("Waiting", "Matched", "Running", "Stalled", "Done");

    private static final List<String> TEXTS = List.of("x", "y", "z", "", "idem");

    private static final List<JobStatus> STATUSES = List.of(
            JobStatus.RECEIVED,
            JobStatus.WAITING,
            JobStatus.MATCHED,
            JobStatus.MATCHED,
            JobStatus.RUNNING,
            JobStatus.RUNNING,
            JobStatus.STALLED,
            JobStatus.COMPLETING,
            JobStatus.DONE,
            JobStatus.FAILED,
            JobStatus.KILLED,
            JobStatus.DELETED,
            JobStatus.RESCHEDULED);

    private static JobRow inSeconds(JobRow row) {
        return new JobRow(
                row.jobId(),
                row.vo(),
                row.status(),
                row.minorStatus(),
                row.applicationStatus(),
                cut(row.startExecMicros()),
                cut(row.endExecMicros()),
                cut(row.heartBeatMicros()));
    }

    private static Long cut(Long micros) {
        return micros == null ? null : HeartbeatKey.wholeSecond(micros);
    }

    private static long millis(long micros) {
        return StatusTimeOrder.toMillis(micros);
    }
}
