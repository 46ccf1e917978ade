package org.diracgrid.ingest.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.HeartbeatMeasure;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * With fences, crashes and repetitions at any time leave what one clean run leaves, whatever the clocks of the producers
 * say; without any one part of them they do not.
 */
class FencesTest {

    private static final long T = 1_780_000_000_000_000L;
    private static final int SEEDS = 20_000;

    /** The parts of a fence. */
    private enum Part {
        /** A fenced event waits for the commit of what is before it. */
        BEFORE,
        /** What is behind a fenced event waits for its commit. */
        BEHIND,
        /** What is behind a rejected event waits for its commit. */
        BEHIND_REJECTED
    }

    @Test
    void fencesWhatLeavesNoTraceOrOverwritesWhatDoes() {
        assertThat(fencedAttributes())
                .containsExactlyInAnyOrder(
                        JobAttribute.STATUS,
                        JobAttribute.MINOR_STATUS,
                        JobAttribute.APPLICATION_STATUS,
                        JobAttribute.HEART_BEAT_TIME,
                        JobAttribute.LAST_UPDATE_TIME);
        assertThat(Fences.isFenced(heartbeat(0, T, Map.of()))).isTrue();
        assertThat(Fences.isFenced(heartbeat(0, T, Map.of(HeartbeatMeasure.VSIZE, 1d))))
                .isFalse();
        assertThat(Fences.isFenced(status(0, T, new Random(1), Map.of()))).isFalse();
        assertThat(Fences.isFenced(status(0, T, new Random(1), Map.of(JobAttribute.SITE, "a"))))
                .isTrue();
    }

    @Test
    void repetitionsLeaveWhatOneCleanRunLeaves() {
        for (int seed = 0; seed < SEEDS; seed++) {
            check(seed, EnumSet.allOf(Part.class));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPartOfTheFenceIsNeeded(Part missing) {
        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < SEEDS; seed++) {
                        check(seed, EnumSet.complementOf(EnumSet.of(missing)));
                    }
                })
                .isInstanceOf(AssertionError.class);
    }

    private static void check(long seed, Set<Part> parts) {
        Random random = new Random(seed);
        FoldOptions options = random.nextBoolean() ? FoldOptions.DEFAULTS : FoldOptions.DIRACX;
        String status = List.of("Nonsense", "Matched", "Running", "Stalled").get(random.nextInt(4));
        List<IngestEvent> events = new ArrayList<>();
        for (int i = 1 + random.nextInt(9); i >= 0; i--) {
            events.add(event(events.size(), random));
        }
        Tables clean = new Tables(status, options);
        List<Boolean> accepted = new ArrayList<>();
        for (IngestEvent event : events) {
            accepted.add(clean.batch(List.of(event)).get(0));
        }
        Tables crashed = new Tables(status, options);

        List<Boolean> acceptedLast = new Consumption(events, crashed, parts, random).run();

        assertThat(crashed).as("seed %d: %s", seed, events).isEqualTo(clean);
        assertThat(acceptedLast).as("seed %d: %s", seed, events).isEqualTo(accepted);
    }

    /** One key of one partition: applied in batches, committed now and then, and begun again where it was committed. */
    private static final class Consumption {

        private final List<IngestEvent> events;
        private final Tables tables;
        private final Set<Part> parts;
        private final Random random;
        private final Boolean[] accepted; // by the last attempt
        private int applied;
        private int committed;
        private int closedUntil; // what has to be committed before anything else is applied

        Consumption(List<IngestEvent> events, Tables tables, Set<Part> parts, Random random) {
            this.events = events;
            this.tables = tables;
            this.parts = parts;
            this.random = random;
            this.accepted = new Boolean[events.size()];
        }

        List<Boolean> run() {
            int crashes = random.nextInt(4);
            while (committed < events.size()) {
                if (crashes > 0 && random.nextInt(6) == 0) {
                    crashes--;
                    applied = committed;
                    closedUntil = committed;
                } else if (!apply() || random.nextInt(4) == 0) {
                    committed += random.nextInt(applied - committed + 1);
                }
            }
            return List.of(accepted);
        }

        /** Applies the next events; false if there are none that may be applied now. */
        private boolean apply() {
            List<IngestEvent> batch = new ArrayList<>();
            int next = applied;
            for (int room = 1 + random.nextInt(5); room > 0 && next < events.size() && mayBeApplied(next); room--) {
                batch.add(events.get(next));
                next++;
                if (parts.contains(Part.BEHIND) && Fences.isFenced(events.get(next - 1))) {
                    closedUntil = next;
                }
            }
            if (!batch.isEmpty()) {
                for (boolean each : tables.batch(batch, parts.contains(Part.BEHIND_REJECTED))) {
                    accepted[applied] = each;
                    applied++;
                    closedUntil = each || !parts.contains(Part.BEHIND_REJECTED) ? closedUntil : applied;
                }
            }
            return !batch.isEmpty();
        }

        private boolean mayBeApplied(int index) {
            boolean isOpen = committed >= closedUntil;
            boolean waits = parts.contains(Part.BEFORE) && Fences.isFenced(events.get(index)) && committed < index;
            return isOpen && !waits;
        }
    }

    /** The tables of one job. */
    private static final class Tables {

        private final JobFold fold;
        private final List<StoredLogRow> log;
        private final List<KillCommand> kills = new ArrayList<>();
        private final Map<HeartbeatKey, Double> heartbeats = new HashMap<>();
        private final Map<JobAttribute, Object> columns = new EnumMap<>(JobAttribute.class);
        private JobRow row;

        Tables(String status, FoldOptions options) {
            this.fold = new JobFold(options);
            this.row = new JobRow(1, "dteam", status, "m", "Unknown", null, null, null);
            this.log = new ArrayList<>(List.of(
                    new StoredLogRow(1, "Received", "Job accepted", "Unknown", millis(T - 9_000_000), "JobManager"),
                    new StoredLogRow(2, status, "m", "Unknown", millis(T - 8_000_000), "s")));
        }

        List<Boolean> batch(List<IngestEvent> events) {
            return batch(events, true);
        }

        /**
         * Applies {@code events} in one transaction.
         *
         * @param stopsBehindRejected whether those behind a rejected one are left for later
         * @return for each that was tried, whether it was accepted
         */
        List<Boolean> batch(List<IngestEvent> events, boolean stopsBehindRejected) {
            JobState job = new JobState(row, log, TimeOrderColumn.NUMERIC, heartbeats.keySet());
            List<Boolean> accepted = new ArrayList<>();
            for (IngestEvent event : events) {
                boolean isAccepted = fold.apply(job, event, T).kind() != FoldOutcome.Kind.REJECTED;
                accepted.add(isAccepted);
                if (!isAccepted && stopsBehindRejected) {
                    break;
                }
            }
            job.newRows().forEach(r -> log.add(r.stored()));
            row = job.row();
            columns.putAll(job.changes());
            kills.addAll(job.kills());
            job.heartbeatRows().forEach(r -> heartbeats.put(r.key(), r.value()));
            return accepted;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Tables that
                    && row.equals(that.row)
                    && columns.equals(that.columns)
                    && log.equals(that.log)
                    && kills.equals(that.kills)
                    && heartbeats.equals(that.heartbeats);
        }

        @Override
        public int hashCode() {
            return row.hashCode();
        }

        @Override
        public String toString() {
            return row + " " + columns + " " + log + " " + kills + " " + heartbeats;
        }
    }

    private static Set<JobAttribute> fencedAttributes() {
        Set<JobAttribute> fenced = EnumSet.noneOf(JobAttribute.class);
        for (JobAttribute attribute : EnumSet.complementOf(EnumSet.of(JobAttribute.JOB_TYPE))) {
            if (Fences.isFenced(metadata(0, T, Map.of(attribute, value(attribute, new Random(1)))))) {
                fenced.add(attribute);
            }
        }
        return fenced;
    }

    /** Any event, its times anywhere: clocks of different producers need not agree. */
    private static IngestEvent event(int index, Random random) {
        long micros = T + (random.nextInt(40) - 20) * 700_000L + index * 1_000L;
        return switch (random.nextInt(6)) {
            case 0 -> heartbeat(index, micros, Map.of());
            case 1 -> heartbeat(index, micros, Map.of(HeartbeatMeasure.VSIZE, (double) random.nextInt(9)));
            case 2, 3 -> metadata(index, micros, someAttributes(random));
            case 4 -> status(index, micros, random, someOwnAttributes(random));
            default -> status(index, micros, random, Map.of());
        };
    }

    private static IngestEvent heartbeat(int index, long micros, Map<HeartbeatMeasure, Double> measures) {
        return new JobHeartbeatEvent(envelope(index, micros), 1, micros, measures, null);
    }

    private static IngestEvent metadata(int index, long micros, Map<JobAttribute, Object> attributes) {
        return new JobMetadataEvent(envelope(index, micros), 1, attributes, Map.of());
    }

    private static IngestEvent status(int index, long micros, Random random, Map<JobAttribute, Object> attributes) {
        JobStatus status = random.nextInt(3) == 0 ? null : STATUSES.get(random.nextInt(STATUSES.size()));
        String minorStatus = random.nextBoolean() ? "x" : "y";
        StatusUpdate update = new StatusUpdate(micros, status, minorStatus, null, "s" + index);
        return new JobStatusEvent(envelope(index, micros), 1, List.of(update), random.nextInt(3) == 0, attributes);
    }

    private static EventEnvelope envelope(int index, long micros) {
        return new EventEnvelope("id" + index, "/test", "type", micros);
    }

    private static Map<JobAttribute, Object> someAttributes(Random random) {
        Map<JobAttribute, Object> attributes = someOwnAttributes(random);
        for (JobAttribute attribute :
                List.of(JobAttribute.STATUS, JobAttribute.MINOR_STATUS, JobAttribute.HEART_BEAT_TIME)) {
            if (random.nextInt(4) == 0) {
                attributes.put(attribute, value(attribute, random));
            }
        }
        return attributes;
    }

    /** Columns that nothing but metadata and additional attributes sets. */
    private static Map<JobAttribute, Object> someOwnAttributes(Random random) {
        Map<JobAttribute, Object> attributes = new EnumMap<>(JobAttribute.class);
        for (JobAttribute attribute :
                List.of(JobAttribute.SITE, JobAttribute.USER_PRIORITY, JobAttribute.START_EXEC_TIME)) {
            if (random.nextInt(3) == 0) {
                attributes.put(attribute, value(attribute, random));
            }
        }
        return attributes;
    }

    private static Object value(JobAttribute attribute, Random random) {
        return switch (attribute.type()) {
            case TIME -> T + random.nextInt(20) * 1_000_000L;
            case INTEGER -> random.nextInt(5);
            case TEXT, VERIFIED, ACCOUNTED ->
                attribute == JobAttribute.STATUS
                        ? List.of("Nonsense", "Running", "Stalled", "Matched").get(random.nextInt(4))
                        : "text" + random.nextInt(3);
        };
    }

    private static final List<JobStatus> STATUSES = List.of(
            JobStatus.MATCHED,
            JobStatus.RUNNING,
            JobStatus.STALLED,
            JobStatus.DONE,
            JobStatus.KILLED,
            JobStatus.RESCHEDULED,
            JobStatus.WAITING);

    private static long millis(long micros) {
        return StatusTimeOrder.toMillis(micros);
    }
}
