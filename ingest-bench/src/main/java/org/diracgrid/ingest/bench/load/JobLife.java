package org.diracgrid.ingest.bench.load;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.HeartbeatMeasure;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.JsonText;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.jspecify.annotations.Nullable;

/**
 * What is reported about one job, in order: an ordinary job, of which nothing is late, sent twice or refused, so that what must
 * become of it is known without any rules. Confined to one thread.
 */
final class JobLife {

    /** An event that knows everything but when it is sent, in microseconds since the epoch. */
    @FunctionalInterface
    interface Step {
        IngestEvent at(long sentMicros);
    }

    /** Roughly how many events of a family a job has; in a mixed life twice as many. */
    static final int STEPS = 10;

    private static final long MINUTE_MICROS = 60_000_000;
    private static final String SOURCE = "/dirac/bench";
    private static final int APPLICATION_STEPS_MAX = 4;
    private static final int OUTPUT_ONE_IN = 10;
    private static final int ATTRIBUTE_ONE_IN = 4;
    private static final int FAILED_ONE_IN = 8;

    private final int ordinal;
    private final int jobId;
    private final RandomGenerator random;
    private final List<Step> steps = new ArrayList<>();
    private int beats;

    private JobLife(int ordinal, int jobId, long seed) {
        this.ordinal = ordinal;
        this.jobId = jobId;
        this.random = new SplittableRandom(seed * 1_000_003L + ordinal);
    }

    /** All of it. */
    static List<Step> of(Family family, int ordinal, int jobId, long seed) {
        JobLife life = new JobLife(ordinal, jobId, seed);
        switch (family) {
            case STATUS -> life.statuses(false);
            case HEARTBEAT -> life.repeat(life::beat);
            case METADATA -> life.repeat(life::tell);
            case MIXED -> life.statuses(true);
            case PILOTS, LOG_LINES -> throw new IllegalArgumentException("no jobs in " + family.id());
        }
        return life.steps;
    }

    private void repeat(Runnable step) {
        for (int i = 0; i < STEPS; i++) {
            step.run();
        }
    }

    /** Eight updates and up to four of the application, every one allowed after the one before it. */
    private void statuses(boolean withOthers) {
        report(JobStatus.CHECKING, "JobScheduling", null, "JobPath");
        report(JobStatus.WAITING, "Pilot Agent Submission", null, "JobScheduling");
        report(JobStatus.MATCHED, "Assigned", null, "Matcher");
        report(null, "Job Received by Agent", null, "JobAgent@LCG.CERN.cern");
        report(JobStatus.RUNNING, "Job Initialization", null, "JobWrapper");
        report(null, "Downloading InputSandbox", null, "JobWrapper");
        int applicationSteps = random.nextInt(APPLICATION_STEPS_MAX + 1);
        for (int i = 1; i <= applicationSteps; i++) {
            report(JobStatus.RUNNING, "Application", "Gauss v56r" + ordinal % 9 + " step " + i, "Job_" + jobId);
        }
        if (withOthers) {
            // While it runs: a sign of life would wake a job that is only matched.
            repeat(() -> {
                if (random.nextBoolean()) {
                    beat();
                } else {
                    tell();
                }
            });
        }
        report(JobStatus.COMPLETING, "Uploading Outputs", null, "JobWrapper");
        if (random.nextInt(FAILED_ONE_IN) == 0) {
            report(JobStatus.FAILED, "Application Finished With Errors", "Gauss exited with 1", "JobWrapper");
        } else {
            report(JobStatus.DONE, "Execution Complete", "Job Finished Successfully", "JobWrapper");
        }
    }

    private void report(@Nullable JobStatus status, String minor, @Nullable String application, String source) {
        int number = steps.size();
        steps.add(sent -> new JobStatusEvent(
                envelope(JobStatusEvent.TYPE, number, sent),
                jobId,
                List.of(new StatusUpdate(sent, status, minor, application, source)),
                false,
                Map.of()));
    }

    /** Once a minute, by its own clock: no two in one second. */
    private void beat() {
        int number = steps.size();
        long alive = micros(JobLoad.START) + ++beats * MINUTE_MICROS + ordinal % 50 * 1_000_000L;
        Map<HeartbeatMeasure, Double> measures = new EnumMap<>(HeartbeatMeasure.class);
        measures.put(HeartbeatMeasure.LOAD_AVERAGE, random.nextInt(6_400) / 100.0);
        measures.put(HeartbeatMeasure.MEMORY_USED, random.nextInt(4_000_000) / 16.0);
        measures.put(HeartbeatMeasure.VSIZE, (double) random.nextInt(1 << 30));
        measures.put(HeartbeatMeasure.AVAILABLE_DISK_SPACE, random.nextInt(100_000_000) / 1000.0);
        measures.put(HeartbeatMeasure.CPU_CONSUMED, 57.5 * beats);
        measures.put(HeartbeatMeasure.WALL_CLOCK_TIME, 60.0 * beats);
        String output = random.nextInt(OUTPUT_ONE_IN) == 0
                ? "Gauss  INFO Event " + random.nextInt(10_000) + " of run " + ordinal + " simulated in 12.7 s\n"
                : null;
        steps.add(sent ->
                new JobHeartbeatEvent(envelope(JobHeartbeatEvent.TYPE, number, sent), jobId, alive, measures, output));
    }

    private void tell() {
        int number = steps.size();
        Map<String, JsonText> parameters = new LinkedHashMap<>();
        parameters.put("HostName", text("wn" + random.nextInt(5_000) + ".example.org"));
        parameters.put("CPUNormalizationFactor", number(10 + random.nextInt(20)));
        parameters.put("Memory(MB)", number(random.nextInt(4_096)));
        parameters.put("Pilot_Reference", text("htcondorce://ce01.example.org/" + random.nextInt(1 << 30) + ".0"));
        parameters.put("LocalAccount", text("pool" + random.nextInt(100)));
        parameters.put("UploadedOutputData", text("/lhcb/user/b/bench/" + jobId + '/' + number + ".root"));
        Map<JobAttribute, Object> attributes = random.nextInt(ATTRIBUTE_ONE_IN) == 0
                ? Map.of(JobAttribute.SITE, "LCG.Site" + random.nextInt(120) + ".org")
                : Map.of();
        steps.add(sent ->
                new JobMetadataEvent(envelope(JobMetadataEvent.TYPE, number, sent), jobId, attributes, parameters));
    }

    private EventEnvelope envelope(String type, int number, long sentMicros) {
        return new EventEnvelope(jobId + ":" + number, SOURCE, type, sentMicros);
    }

    /** Of a text in which nothing has to be escaped. */
    private static JsonText text(String value) {
        return new JsonText('"' + value + '"');
    }

    private static JsonText number(int value) {
        return new JsonText(Integer.toString(value));
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000;
    }
}
