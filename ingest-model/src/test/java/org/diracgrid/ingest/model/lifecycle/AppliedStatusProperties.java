package org.diracgrid.ingest.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.HeartbeatMeasure;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.jspecify.annotations.Nullable;

/**
 * The document of a job ends with the same status, however often the worker dies between a commit and its report: the feed is
 * read with the last word winning, and no word changing nothing.
 */
class AppliedStatusProperties {

    private static final long T = 1_780_000_000_000_000L;
    private static final long STEP = 700_000;

    /** The tables of one job, and its document as a reader of the feed keeps it. */
    private static final class World {

        private final JobFold fold;
        private final List<StoredLogRow> log = new ArrayList<>();
        private final Map<HeartbeatKey, Double> heartbeats = new HashMap<>();
        private JobRow row;
        private @Nullable String document;

        World(FoldOptions options, String status) {
            fold = new JobFold(options);
            row = new JobRow(1, "dteam", status, "m", "Unknown", null, null, null);
            log.add(new StoredLogRow(1, "Received", "m", "Unknown", millis(T - 9_000_000), "JobManager"));
            log.add(new StoredLogRow(2, status, "m", "Unknown", millis(T - 8_000_000), "s"));
        }

        /** Commits; what there is to say is not said yet. */
        @Nullable
        AppliedStatus commit(List<IngestEvent> batch) {
            var job = new JobState(row, log, TimeOrderColumn.NUMERIC, heartbeats.keySet());
            batch.forEach(event -> fold.apply(job, event, T));
            job.newRows().forEach(added -> log.add(added.stored()));
            job.heartbeatRows().forEach(added -> heartbeats.put(added.key(), added.value()));
            row = job.row();
            return job.appliedStatus();
        }

        void publish(@Nullable AppliedStatus said) {
            if (said != null && said.documentStatus() != null) {
                document = said.documentStatus();
            }
        }
    }

    @Property(tries = 5000)
    void redeliveryEndsWithTheSameDocument(
            @ForAll Random random, @ForAll boolean exactlyDiracx, @ForAll boolean producerRepeats) {
        var options = exactlyDiracx ? FoldOptions.DIRACX : FoldOptions.DEFAULTS;
        var status = List.of("Waiting", "Matched", "Running", "Stalled").get(random.nextInt(4));
        List<IngestEvent> events = lifeCycle(random, producerRepeats);
        var clean = new World(options, status);
        events.forEach(event -> clean.publish(clean.commit(List.of(event))));

        var crashing = new World(options, status);
        runWithCrashes(crashing, events, random);

        assertThat(crashing.row.status()).as("%s", events).isEqualTo(clean.row.status());
        assertThat(crashing.document).as("%s", events).isEqualTo(clean.document);
    }

    /**
     * Batches in random cuts. A fenced event is written when all before it are settled, and alone; what follows waits until
     * it is settled itself.
     */
    private static void runWithCrashes(World world, List<IngestEvent> events, Random random) {
        int settled = 0;
        int next = 0;
        int crashes = random.nextInt(6);
        while (settled < events.size()) {
            boolean isOver = next == events.size();
            if (isOver || isFenced(events.get(next)) || (next > 0 && isFenced(events.get(next - 1)))) {
                settled = next;
            }
            if (!isOver) {
                int end = batchEnd(events, next, random);
                AppliedStatus said = world.commit(events.subList(next, end));
                boolean dies = crashes > 0 && random.nextBoolean();
                if (!dies || random.nextInt(4) == 0) {
                    world.publish(said);
                }
                crashes -= dies ? 1 : 0;
                next = dies ? settled : end;
                settled += random.nextInt(next - settled + 1);
            }
        }
    }

    private static int batchEnd(List<IngestEvent> events, int from, Random random) {
        int end = from + 1;
        int max = from + 1 + random.nextInt(4);
        while (end < Math.min(max, events.size()) && !isFenced(events.get(from)) && !isFenced(events.get(end))) {
            end++;
        }
        return end;
    }

    private static boolean isFenced(IngestEvent event) {
        return switch (event.kind()) {
            case JOB_METADATA -> true;
            case JOB_HEARTBEAT -> ((JobHeartbeatEvent) event).measures().isEmpty();
            case JOB_STATUS -> !((JobStatusEvent) event).additionalAttributes().isEmpty();
            case JOB_STATUS_APPLIED,
                    PILOT_REGISTERED,
                    PILOT_METADATA,
                    PILOT_JOBS_ASSIGNED,
                    PILOT_OUTPUT,
                    PILOT_PARAMETERS,
                    PILOT_LOG -> false;
        };
    }

    private static List<IngestEvent> lifeCycle(Random random, boolean producerRepeats) {
        var events = new ArrayList<IngestEvent>();
        int count = 1 + random.nextInt(10);
        for (int i = 0; i < count; i++) {
            events.add(
                    producerRepeats && i > 0 && random.nextInt(6) == 0
                            ? events.get(random.nextInt(i))
                            : event(i, random));
        }
        return events;
    }

    /** At rising times, often a late one; no two rows of one millisecond. */
    private static IngestEvent event(int index, Random random) {
        long micros = T + index * 4 * STEP - (random.nextInt(3) == 0 ? random.nextInt(14) * STEP : 0) + index * 1000;
        var envelope = new EventEnvelope("id" + index, "/test", "type", micros);
        return switch (random.nextInt(8)) {
            case 0 -> {
                var status = List.of("Waiting", "Matched", "Stalled", "Done").get(random.nextInt(4));
                yield new JobMetadataEvent(envelope, 1, Map.of(JobAttribute.STATUS, status), Map.of());
            }
            case 1 ->
                new JobHeartbeatEvent(
                        envelope,
                        1,
                        micros,
                        random.nextBoolean() ? Map.of() : Map.of(HeartbeatMeasure.CPU_CONSUMED, 1d),
                        null);
            default -> statusEvent(envelope, random);
        };
    }

    private static JobStatusEvent statusEvent(EventEnvelope envelope, Random random) {
        var updates = new ArrayList<StatusUpdate>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            var status = random.nextInt(3) == 0 ? null : STATUSES.get(random.nextInt(STATUSES.size()));
            updates.add(new StatusUpdate(envelope.timeMicros() - i * STEP, status, "x", null, "s"));
        }
        Map<JobAttribute, Object> attributes = random.nextInt(8) == 0 ? Map.of(JobAttribute.SITE, "s") : Map.of();
        return new JobStatusEvent(envelope, 1, updates, random.nextInt(4) == 0, attributes);
    }

    private static final List<JobStatus> STATUSES = List.of(
            JobStatus.MATCHED,
            JobStatus.RUNNING,
            JobStatus.RUNNING,
            JobStatus.STALLED,
            JobStatus.COMPLETING,
            JobStatus.DONE,
            JobStatus.RESCHEDULED);

    private static long millis(long micros) {
        return StatusTimeOrder.toMillis(micros);
    }
}
