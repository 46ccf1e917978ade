package org.diracgrid.ingest.demo.workload;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.diracgrid.ingest.oracle.Oracle;

/**
 * Many sequences, shuffled into each other. A sequence is the life of one to four jobs in 10 to 60 events. The same seed and
 * number give the same jobs and events.
 */
public final class FuzzWorld {

    /** How many sequences are under way at a time. */
    private static final int WINDOW = 64;

    private static final int JOBS_MAX = 4;
    private static final int IDS_PER_INDEX = 1_000_000;

    /** Some jobs and what is still to be sent about them. */
    private static final class Sequence {
        final List<FuzzJob> jobs = new ArrayList<>();
        int left;
    }

    private final RandomGenerator random;
    private final List<Sequence> sequences = new ArrayList<>();

    public FuzzWorld(long seed, int count) {
        this.random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            Sequence sequence = new Sequence();
            sequence.left = random.nextInt(10, 61);
            for (int job = random.nextInt(1, JOBS_MAX + 1); job > 0; job--) {
                int jobId = random.nextInt(3) * IDS_PER_INDEX + i * JOBS_MAX + job;
                sequence.jobs.add(new FuzzJob(jobId, sort(), new SplittableRandom(random.nextLong())));
            }
            sequences.add(sequence);
        }
    }

    private FuzzJob.Sort sort() {
        return switch (random.nextInt(25)) {
            case 0 -> FuzzJob.Sort.UNKNOWN;
            case 1 -> FuzzJob.Sort.WITHOUT_HISTORY;
            case 2 -> FuzzJob.Sort.WITHOUT_VO;
            default -> FuzzJob.Sort.ORDINARY;
        };
    }

    public List<FuzzJob> jobs() {
        return sequences.stream().flatMap(sequence -> sequence.jobs.stream()).toList();
    }

    /** All events, once; {@code oracle} has the jobs and is told of each event as it is taken. */
    public Iterator<Emission> events(Oracle oracle) {
        List<Sequence> open = new ArrayList<>(sequences);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !open.isEmpty();
            }

            @Override
            public Emission next() {
                if (open.isEmpty()) {
                    throw new NoSuchElementException();
                }
                int place = random.nextInt(Math.min(WINDOW, open.size()));
                Sequence sequence = open.get(place);
                if (--sequence.left == 0) {
                    open.remove(place);
                }
                return sequence.jobs.get(random.nextInt(sequence.jobs.size())).next(oracle);
            }
        };
    }
}
