package org.diracgrid.ingest.bench.load;

import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.diracgrid.ingest.demo.workload.JobRequest;

/**
 * Events of jobs, a function of family, number and seed. Jobs come in waves as in production: at most {@value #ALIVE_MAX} of
 * them are under way at a time, one begins when another one has ended, and whose turn it is is random. A job has about ten
 * events of a family, and {@value #ALIVE_MAX} others lie between two of them on average. So a batch of 1 000 events that one of
 * four lanes writes has two events of a job on average: a load of fewer jobs alive at a time would fold better and flatter the
 * worker.
 *
 * <p>Immutable; every call of {@link #messages} starts afresh.
 */
public final class JobLoad {

    /** A fixed past, so that the seed alone gives the same bytes on any day. */
    static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

    /** Most jobs that are under way at a time. */
    static final int ALIVE_MAX = 2_000;

    /** 333 events a second; no two events have the same millisecond. */
    private static final long BETWEEN_EVENTS_MICROS = 3_001;

    private static final List<String> VOS = List.of("lhcb", "Belle", "vo.cta.in2p3.fr", "gridpp");

    private final Family family;
    private final int events;
    private final long seed;
    private final int jobs;

    /**
     * @param family one of jobs
     * @param events 1 or more; the last jobs' lives are cut where these are reached
     * @param seed everything random comes from it
     */
    public JobLoad(Family family, int events, long seed) {
        if (!family.isOfJobs() || events < 1) {
            throw new IllegalArgumentException(events + " events of " + family.id() + " are no load of jobs");
        }
        this.family = family;
        this.events = events;
        this.seed = seed;
        this.jobs = jobs(family, events, seed);
    }

    public Family family() {
        return family;
    }

    public int events() {
        return events;
    }

    /** How many jobs they are about. */
    public int jobs() {
        return jobs;
    }

    /** The jobs to submit before anything is published. */
    public List<JobRequest> requests() {
        return requests(jobs);
    }

    /** So many jobs, which may be more than any load has events for. */
    public static List<JobRequest> requests(int jobs) {
        return IntStream.range(0, jobs).mapToObj(JobLoad::request).toList();
    }

    /**
     * All events, those of one job in their order.
     *
     * @param firstJob what the database called the first job; it called the others by the numbers that follow
     */
    public Iterator<Message> messages(int firstJob) {
        return new Messages(firstJob);
    }

    /**
     * A job as its submission leaves it in the tables.
     *
     * @param firstJob as {@link #messages} takes it
     */
    public static SubmittedJob submitted(int jobId, int firstJob) {
        JobRequest request = request(jobId - firstJob);
        return new SubmittedJob(jobId, request.vo(), request.submitted());
    }

    private static int jobs(Family family, int events, long seed) {
        int jobs = 0;
        for (long planned = 0; planned < events; jobs++) {
            planned += JobLife.of(family, jobs, 1, seed).size();
        }
        return jobs;
    }

    private static JobRequest request(int ordinal) {
        String vo = VOS.get(ordinal % VOS.size());
        return new JobRequest(
                ordinal,
                vo,
                "user" + ordinal % 17,
                vo + "_user",
                "MCSimulation",
                "%08d".formatted(ordinal / 100),
                "bench " + ordinal,
                START.minusSeconds(1),
                false);
    }

    /** When event number {@code number}, from 1, is sent, in microseconds since the epoch. */
    static long sentMicros(int number) {
        return START.getEpochSecond() * 1_000_000 + number * BETWEEN_EVENTS_MICROS;
    }

    private final class Messages implements Iterator<Message> {
        private final Iterator<JobLife.Step> steps;
        private int sent;

        Messages(int firstJob) {
            this.steps = new Waves<>(
                    jobs,
                    ALIVE_MAX,
                    seed,
                    ordinal -> JobLife.of(family, ordinal, firstJob + ordinal, seed)
                            .iterator());
        }

        @Override
        public boolean hasNext() {
            return sent < events;
        }

        @Override
        public Message next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return Message.of(steps.next().at(sentMicros(++sent)));
        }
    }
}
