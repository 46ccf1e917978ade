package org.diracgrid.ingest.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.worker.pipeline.SimInput.Kind;
import org.diracgrid.ingest.worker.pipeline.SimRun.Scene;
import org.diracgrid.ingest.worker.port.DeadLetter;
import org.diracgrid.ingest.worker.port.InMemoryStore;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteRequest;
import org.junit.jupiter.api.Test;

/**
 * Whole workers in virtual time: members join, leave, lose their session and are killed; the store is slow, fails as a
 * whole, in part, or after the fact; dead letters are not taken. Whatever happens, no commit runs ahead of what is
 * stored or parked, every input ends in one of the two, the effects on a job keep their order, the counters balance and
 * what is in flight stays bounded. And what leaves no trace in the store ends as in one clean run.
 */
class PipelineSimTest {

    private static final int SEEDS = 200;

    @Test
    void nothingIsLostReorderedOrStuckWhateverTheSeed() {
        forEachSeed(Scene.ZOMBIES, run -> {
            checkEnds(run);
            checkOrder(run, event -> wasGivenUp(run, event));
        });
    }

    @Test
    void whatLeavesNoTraceEndsAsInOneCleanRun() {
        forEachSeed(Scene.TRACELESS, run -> {
            checkEnds(run);
            checkOrder(run, event -> false);
            for (int jobId = 1; jobId <= SimRun.JOBS_MAX; jobId++) {
                List<SimInput> inputs = run.inputsOf(jobId);
                if (inputs.stream().noneMatch(input -> input.kind() == Kind.EARLY)) {
                    checkAgainstCleanRun(run, jobId, inputs);
                }
            }
        });
    }

    private static void forEachSeed(Scene scene, Consumer<SimRun> check) {
        long first = Long.getLong("sim.seed", 1);
        long last = Long.getLong("sim.seed", Long.getLong("sim.seeds", SEEDS)); // many more with -Dsim.seeds
        for (long seed = first; seed <= last; seed++) {
            try {
                SimRun run = new SimRun(seed, scene);
                run.run();
                check.accept(run);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + " (again: -Dsim.seed=" + seed + "): " + e.getMessage(), e);
            }
        }
    }

    private static void checkEnds(SimRun run) {
        for (SimInput input : run.inputs()) {
            DeadLetter letter = run.sink().letterOf(input.record());
            boolean stored = run.store().holds(input.event().envelope());
            assertThat(stored || letter != null).as("finished: %s", input).isTrue();
            assertThat(!stored || input.kind().mayBeStored)
                    .as("may be stored: %s", input)
                    .isTrue();
            if (letter != null) {
                assertThat(input.kind().reasons).as("may be parked: %s", input).contains(letter.reason());
                assertThat(letter.value()).isSameAs(input.record().value());
            }
        }
    }

    private static void checkOrder(SimRun run, Predicate<JobStatusEvent> isExempt) {
        for (int jobId = 1; jobId <= SimRun.JOBS_MAX; jobId++) {
            List<Integer> numbers = run.store().historyOf(jobId).stream()
                    .filter(event -> !isExempt.test(event))
                    .map(PipelineSimTest::numberOf)
                    .toList();
            assertThat(numbers).as("order of job %s: %s", jobId, numbers).isSorted();
        }
    }

    /**
     * An event whose job was absent for too long was given up and let others pass, while a member that had lost the partition
     * was still about to write it, and found the job.
     */
    private static boolean wasGivenUp(SimRun run, JobStatusEvent event) {
        return run.inputs().stream()
                .anyMatch(input -> input.event().equals(event)
                        && input.kind().reasons.contains("JOB_NOT_FOUND")
                        && run.sink().wasOffered(input.record()));
    }

    private static void checkAgainstCleanRun(SimRun run, int jobId, List<SimInput> inputs) {
        InMemoryStore clean = new InMemoryStore();
        clean.addJob(jobId);
        for (SimInput input : inputs) {
            boolean isStored = mayBeOffered(input) && isStored(clean, input.event());
            assertThat(run.store().holds(input.event().envelope()))
                    .as("stored as in a clean run: %s", input)
                    .isEqualTo(isStored);
            assertThat(run.sink().letterOf(input.record()) == null)
                    .as("parked as in a clean run: %s", input)
                    .isEqualTo(isStored);
        }
        assertThat(run.store().columnsOf(jobId))
                .as("job %s after %s", jobId, inputs)
                .isEqualTo(clean.columnsOf(jobId));
        assertThat(run.store().historyOf(jobId)).isEqualTo(clean.historyOf(jobId));
    }

    private static boolean mayBeOffered(SimInput input) {
        return switch (input.kind()) {
            case JUNK, KEYLESS, POISON -> false;
            default -> true;
        };
    }

    private static boolean isStored(InMemoryStore store, IngestEvent event) {
        List<WriteOutcome> outcomes =
                store.write(new WriteBatch(List.of(new WriteRequest(event, 1)))).result();
        return outcomes.get(0).kind() == WriteOutcome.Kind.STORED;
    }

    private static int numberOf(JobStatusEvent event) {
        String id = event.envelope().id();
        return Integer.parseInt(id.substring(id.indexOf('-') + 1));
    }
}
