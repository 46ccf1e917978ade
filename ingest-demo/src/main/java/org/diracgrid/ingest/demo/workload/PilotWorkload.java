package org.diracgrid.ingest.demo.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * N pilots and all that is reported about them and by them. Immutable; every call of {@link #events} starts afresh.
 *
 * <p>Events of one pilot come in the order in which they are sent, those of some pilots at a time interleaved. The log of
 * every fourth pilot begins before the pilot is registered; the first pilot of all is followed by one that never is, and of
 * which there is only a log.
 */
public final class PilotWorkload {

    /** Roughly how many events a pilot has. */
    public static final int EVENTS_PER_PILOT = 17;

    /** How many pilots report at a time. */
    private static final int AT_A_TIME = 16;

    private static final Duration BETWEEN_PILOTS = Duration.ofSeconds(7);
    private static final List<String> VOS = List.of("lhcb", "Belle", "vo.cta.in2p3.fr", "gridpp");

    private final WorkloadSettings settings;
    private final int pilots;

    /** @param pilots 1 or more */
    public PilotWorkload(WorkloadSettings settings, int pilots) {
        if (pilots < 1) {
            throw new IllegalArgumentException("pilots is " + pilots + ", allowed is 1 or more");
        }
        this.settings = settings;
        this.pilots = pilots;
    }

    /**
     * All events.
     *
     * @param jobIds the jobs that pilots are given, none of them to two pilots
     */
    public Iterator<PilotEmission> events(int[] jobIds) {
        int[] ids = jobIds.clone();
        return new Iterator<>() {
            private final Deque<Iterator<PilotEmission>> under = new ArrayDeque<>();
            private int next;

            @Override
            public boolean hasNext() {
                return next < pilots || !under.isEmpty();
            }

            @Override
            public PilotEmission next() {
                while (under.size() < AT_A_TIME && next < pilots) {
                    under.addLast(life(next++, ids).iterator());
                }
                Iterator<PilotEmission> pilot = under.removeFirst();
                PilotEmission emission = pilot.next();
                if (pilot.hasNext()) {
                    under.addLast(pilot);
                }
                return emission;
            }
        };
    }

    /** The pilot whose log is worth showing: a registered one. */
    public String shownStamp() {
        return stamp(0);
    }

    private List<PilotEmission> life(int ordinal, int[] jobIds) {
        var random = new SplittableRandom(settings.seed() * 7_919L + ordinal);
        Instant start = settings.start().plus(BETWEEN_PILOTS.multipliedBy(ordinal));
        var life = new PilotLife(stamp(ordinal), VOS.get(ordinal % VOS.size()), start, random);
        List<PilotEmission> emissions = new ArrayList<>(life.events(jobsOf(ordinal, jobIds), ordinal % 4 == 0));
        if (ordinal == 0) {
            emissions.addAll(new PilotLife("f".repeat(32), "lhcb", start, random).logOnly());
        }
        return emissions;
    }

    /** Every pilot has its share of the jobs, in their order. */
    private List<Integer> jobsOf(int ordinal, int[] jobIds) {
        int from = (int) ((long) jobIds.length * ordinal / pilots);
        int to = (int) ((long) jobIds.length * (ordinal + 1) / pilots);
        List<Integer> ids = new ArrayList<>();
        for (int i = from; i < to; i++) {
            ids.add(jobIds[i]);
        }
        return ids;
    }

    /** Thirty-two hexadecimal digits, as DIRAC gives them. */
    private String stamp(int ordinal) {
        var random = new SplittableRandom(settings.seed() * 31L + ordinal);
        return "%016x%016x".formatted(random.nextLong(), random.nextLong() >>> 1);
    }
}
