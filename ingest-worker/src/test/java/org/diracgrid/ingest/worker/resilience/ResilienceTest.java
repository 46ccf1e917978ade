package org.diracgrid.ingest.worker.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.diracgrid.ingest.worker.port.LanePause;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteRequest;
import org.junit.jupiter.api.Test;

/** A transient failure is outlasted, an unknown one is pinned on its request, a fatal one passes through. */
class ResilienceTest {

    private static final RetryLimits LIMITS = new RetryLimits(100, 1_000, 5_000);

    private static final int BUSY_JOB = 99;

    private long nowMs = 1_000;
    private boolean hurried;
    private int pauses;
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final InstantSource clock = () -> Instant.ofEpochMilli(nowMs);

    /** Pauses that pass at once, in virtual time. */
    private final LanePause pause = (delayMs, sooner) -> {
        assertThat(delayMs).isBetween(0L, LIMITS.maxDelayMs());
        pauses++;
        if (hurried) {
            return Future.failedFuture("hurry");
        }
        nowMs += Math.max(delayMs, 1);
        Promise<Void> promise = Promise.promise();
        later.add(promise::complete);
        return promise.future();
    };

    private final List<List<Integer>> attempts = new ArrayList<>();
    private Function<List<Integer>, Kind> fault = jobs -> null;

    private final StoreWriter store = new StoreWriter() {
        @Override
        public Future<List<WriteOutcome>> write(WriteBatch batch) {
            List<Integer> jobs = batch.requests().stream()
                    .map(request -> ((JobStatusEvent) request.event()).jobId())
                    .toList();
            attempts.add(jobs);
            Kind kind = fault.apply(jobs);
            if (kind != null) {
                return Future.failedFuture(
                        new StoreException(new StoreFailure(kind, "memory", "42", "simulated"), null));
            }
            return Future.succeededFuture(jobs.stream()
                    .map(job -> job == BUSY_JOB
                            ? new WriteOutcome.Failed(new StoreFailure(Kind.TRANSIENT, "memory", "1", "busy"))
                            : (WriteOutcome) WriteOutcome.Stored.INSTANCE)
                    .toList());
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    };

    private final StoreWriter writer = BisectingWriter.around(store, pause, LIMITS, clock, new Random(1));

    @Test
    void outlastsALongOutage() {
        fault = jobs -> attempts.size() < 50_000 ? Kind.TRANSIENT : null;

        Future<List<WriteOutcome>> answer = write(1, 2);

        assertThat(answer.result()).containsOnly(WriteOutcome.Stored.INSTANCE);
        assertThat(attempts).hasSize(50_000).containsOnly(List.of(1, 2));
    }

    @Test
    void passesAFatalFailureOnAtOnce() {
        fault = jobs -> Kind.FATAL;

        Future<List<WriteOutcome>> answer = write(1, 2);

        assertThat(kindOf(answer)).isEqualTo(Kind.FATAL);
        assertThat(attempts).hasSize(1);
    }

    @Test
    void rejectsTheOneRequestThatFailsAndStoresItsNeighbours() {
        fault = jobs -> jobs.contains(5) ? Kind.UNCLASSIFIED : null;

        List<WriteOutcome> outcomes = write(1, 2, 3, 4, 5, 6, 7, 8).result();

        assertThat(outcomes.stream().map(WriteOutcome::kind))
                .containsExactly(
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.REJECTED,
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.STORED);
        assertThat(nowMs).as("a deadline for the whole and one for the culprit").isGreaterThan(11_000);
        assertThat(attempts.stream().filter(jobs -> jobs.equals(List.of(5, 6)))).hasSize(1);
    }

    @Test
    void retriesAnUnknownFailureBeforeItSplits() {
        fault = jobs -> attempts.size() < 4 ? Kind.UNCLASSIFIED : null;

        assertThat(write(1, 2).result()).containsOnly(WriteOutcome.Stored.INSTANCE);
        assertThat(attempts).containsOnly(List.of(1, 2));
    }

    /** The first failure before a long outage and the one after it are no proof of anything. */
    @Test
    void countsNoOutageAgainstARequest() {
        fault = jobs -> attempts.size() == 1 || attempts.size() == 50
                ? Kind.UNCLASSIFIED
                : attempts.size() < 50 ? Kind.TRANSIENT : null;

        assertThat(write(1).result()).containsExactly(WriteOutcome.Stored.INSTANCE);
        assertThat(nowMs).isGreaterThan(10_000);
    }

    @Test
    void doesNotTryTheSecondHalfBehindSomethingThatHasToBeTriedAgain() {
        fault = jobs -> jobs.size() > 2 ? Kind.UNCLASSIFIED : null;

        List<WriteOutcome> outcomes = write(BUSY_JOB, 2, 3, 4).result();

        assertThat(outcomes.stream().map(WriteOutcome::kind))
                .containsExactly(
                        WriteOutcome.Kind.FAILED,
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.FAILED,
                        WriteOutcome.Kind.FAILED);
        assertThat(attempts).doesNotContain(List.of(3, 4));
    }

    @Test
    void doesNotTryWhatIsBehindARejectedOneOfItsKey() {
        fault = jobs -> jobs.contains(5) ? Kind.UNCLASSIFIED : null;

        List<WriteOutcome> outcomes = write(5, 2, 5, 4).result();

        assertThat(outcomes.stream().map(WriteOutcome::kind))
                .containsExactly(
                        WriteOutcome.Kind.REJECTED,
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.DEFERRED,
                        WriteOutcome.Kind.STORED);
    }

    @Test
    void givesUpForNowWithoutJudgingWhenTheLaneIsInAHurry() {
        fault = jobs -> Kind.UNCLASSIFIED;
        hurried = true;

        assertThat(kindOf(write(1))).isEqualTo(Kind.TRANSIENT);
        assertThat(pauses).isEqualTo(1);
    }

    private Future<List<WriteOutcome>> write(int... jobs) {
        List<WriteRequest> requests = new ArrayList<>();
        for (int job : jobs) {
            EventEnvelope envelope = new EventEnvelope("e" + job, "/test", "org.diracgrid.job.status.v1", 1);
            StatusUpdate update = new StatusUpdate(1, null, "minor", null, "Test");
            requests.add(new WriteRequest(new JobStatusEvent(envelope, job, List.of(update), false, Map.of()), 10));
        }
        Future<List<WriteOutcome>> answer = writer.write(new WriteBatch(requests));
        while (!later.isEmpty()) {
            later.removeFirst().run();
        }
        return answer;
    }

    private static Kind kindOf(Future<?> failed) {
        return ((StoreException) failed.cause()).failure().kind();
    }
}
