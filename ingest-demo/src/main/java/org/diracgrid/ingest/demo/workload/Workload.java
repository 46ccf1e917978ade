package org.diracgrid.ingest.demo.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * N jobs and all that is reported about them. Immutable; every call of {@link #events} starts afresh.
 *
 * <p>Events of one job come in the order in which they are sent, those of different jobs interleaved by the time of
 * sending. Only the events of jobs that are under way are in memory.
 */
public final class Workload {

    /** Roughly how many events a job has. */
    public static final int EVENTS_PER_JOB = 23;

    private static final Duration BETWEEN_SUBMISSIONS = Duration.ofSeconds(5);
    private static final List<String> VOS = List.of("lhcb", "Belle", "vo.cta.in2p3.fr", "gridpp");
    private static final List<String> TYPES = List.of("MCSimulation", "User", "Merge", "WGProduction");

    private final WorkloadSettings settings;

    public Workload(WorkloadSettings settings) {
        this.settings = settings;
    }

    /** The jobs to submit before anything is published, by their ordinals. */
    public List<JobRequest> requests() {
        return IntStream.range(0, settings.jobs()).mapToObj(this::request).toList();
    }

    /**
     * All events.
     *
     * @param jobIds what the database called the jobs, by ordinal
     */
    public Iterator<Emission> events(int[] jobIds) {
        return new EventStream(this, jobIds.clone());
    }

    int jobs() {
        return settings.jobs();
    }

    Instant submitted(int ordinal) {
        return settings.start().plus(BETWEEN_SUBMISSIONS.multipliedBy(ordinal));
    }

    /** What is sent about the job {@code ordinal}, in order. */
    List<PlannedEvent> life(int ordinal, int jobId) {
        RandomGenerator random = random(ordinal);
        Destiny destiny = Destiny.draw(random);
        return LifeCycle.of(destiny, jobId, submitted(ordinal), random);
    }

    private JobRequest request(int ordinal) {
        String vo = VOS.get(ordinal % VOS.size());
        return new JobRequest(
                ordinal,
                vo,
                "user" + ordinal % 17,
                vo + "_user",
                TYPES.get(ordinal % TYPES.size()),
                "%08d".formatted(ordinal / 100),
                "Simulation %d, Straße %d".formatted(ordinal, ordinal % 7),
                submitted(ordinal),
                Destiny.draw(random(ordinal)).staysInTaskQueue() || ordinal % 10 == 0);
    }

    private RandomGenerator random(int ordinal) {
        return new SplittableRandom(settings.seed() * 1_000_003L + ordinal);
    }
}
