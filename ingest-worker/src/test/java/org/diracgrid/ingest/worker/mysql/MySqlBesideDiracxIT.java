package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.event.HeartbeatMeasure;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.resilience.BisectingWriter;
import org.diracgrid.ingest.worker.resilience.RetryLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Four lanes and two writers that work as DiracX's API does, on the same jobs: no batch fails for good, every event is stored
 * once, the history is complete, and its numbers have no gap. The system property {@code ingest.beside-diracx.seconds} makes
 * it longer than 10 s.
 */
@ExtendWith(DevStackExtension.class)
class MySqlBesideDiracxIT {

    private static final int JOBS = 500;
    private static final int LANES = 4;
    private static final int API_WRITERS = 2;
    private static final long SEED = 20251101;
    private static final long NANOS = TimeUnit.SECONDS.toNanos(Long.getLong("ingest.beside-diracx.seconds", 10L));

    private final Vertx vertx = Vertx.vertx();
    private final Set<String> failures = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @EnumSource
    void getsAlongWithDiracx(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "beside")) {
            // Given
            for (int jobId = 1; jobId <= JOBS; jobId++) {
                database.insertJobWithHistory(jobId, "Running");
            }
            TestLane opener = new TestLane(vertx);
            MySqlStore store = opener.get(() -> MySqlStore.open(vertx, database.settings(), InstantSource.system()));

            // When
            long end = System.nanoTime() + NANOS;
            List<CompletableFuture<Integer>> api = new ArrayList<>();
            for (int number = 0; number < API_WRITERS; number++) {
                long seed = SEED + 100 + number;
                api.add(CompletableFuture.supplyAsync(() -> writeAsDiracx(stack, database, seed, end)));
            }
            List<CompletableFuture<Integer>> lanes = new ArrayList<>();
            for (int number = 0; number < LANES; number++) {
                int lane = number;
                lanes.add(CompletableFuture.supplyAsync(() -> writeAsLane(store.writer(), lane, end)));
            }
            int byLanes = sum(lanes);
            int byDiracx = sum(api);

            // Then
            assertThat(byDiracx).isGreaterThan(JOBS);
            assertThat(byLanes).isGreaterThan(10 * JOBS);
            assertThat(failures).as("what belongs to the day's work").isSubsetOf("1020", "1062", "1205", "1213");
            String logging = database.loggingDb() + ".LoggingInfo";
            assertThat(database.rows("SELECT COUNT(*) FROM " + logging + " WHERE StatusSource = 'DiracX'"))
                    .containsExactly(Integer.toString(byDiracx));
            assertThat(database.rows("SELECT COUNT(*) FROM " + logging))
                    .containsExactly(Integer.toString(JOBS + byLanes + byDiracx));
            assertThat(database.rows("SELECT JobID FROM " + logging
                            + " GROUP BY JobID HAVING MIN(SeqNum) <> 1 OR MAX(SeqNum) <> COUNT(DISTINCT SeqNum)"
                            + " OR COUNT(*) <> COUNT(DISTINCT SeqNum)"))
                    .isEmpty();
            assertThat(database.rows("SELECT COUNT(*) >= 100 FROM " + logging + " AS a JOIN " + logging + " AS b ON"
                            + " b.JobID = a.JobID AND b.SeqNum = a.SeqNum + 1 WHERE a.StatusSource = 'DiracX' AND"
                            + " b.StatusSource <> 'DiracX'"))
                    .as("rows of a lane behind rows of DiracX, without which this shows nothing")
                    .containsExactly("1");
            opener.get(store::close);
        }
    }

    private static int sum(List<CompletableFuture<Integer>> parts) throws Exception {
        int sum = 0;
        for (CompletableFuture<Integer> part : parts) {
            sum += part.get(Duration.ofNanos(NANOS).plusMinutes(2).toMillis(), TimeUnit.MILLISECONDS);
        }
        return sum;
    }

    /** Batches with one event for each job of the lane until the time is up; how many log rows they made. */
    private int writeAsLane(StoreWriter store, int number, long end) {
        TestLane lane = new TestLane(vertx);
        StoreWriter writer = BisectingWriter.around(
                watched(store),
                (delayMs, sooner) -> pause(delayMs),
                new RetryLimits(5, 50, 1000),
                InstantSource.system(),
                new Random(number));
        Random random = new Random(SEED + number);
        int logged = 0;
        for (int round = 1; System.nanoTime() < end; round++) {
            List<IngestEvent> batch = new ArrayList<>();
            for (int jobId = 1 + number; jobId <= JOBS; jobId += LANES) {
                batch.add(event(jobId, round, random.nextInt(20)));
            }
            Collections.shuffle(batch, random);
            logged += (int) batch.stream()
                    .filter(event -> event.kind() == IngestEvent.Kind.JOB_STATUS)
                    .count();
            try {
                assertThat(lane.write(writer, batch)).containsOnly(WriteOutcome.Stored.INSTANCE);
            } catch (Exception e) {
                throw new AssertionError("a batch failed for good", e);
            }
        }
        return logged;
    }

    private static IngestEvent event(int jobId, int round, int choice) {
        return switch (choice) {
            case 0 -> Events.status(jobId, round, JobStatus.KILLED);
            case 1, 2 -> Events.metadata(jobId, round, Map.of(JobAttribute.SITE, "site " + round));
            case 3, 4, 5 -> Events.heartbeat(jobId, round, Map.of(HeartbeatMeasure.LOAD_AVERAGE, (double) round));
            default -> Events.texts(jobId, round, "minor " + round, "app " + round, "Job_" + jobId);
        };
    }

    private Future<Void> pause(long delayMs) {
        Promise<Void> over = Promise.promise();
        vertx.setTimer(Math.max(1, delayMs), unused -> over.complete());
        return over.future();
    }

    /** The store, with its failures written down. */
    private StoreWriter watched(StoreWriter store) {
        return new StoreWriter() {
            @Override
            public Future<List<WriteOutcome>> write(WriteBatch batch) {
                return store.write(batch)
                        .onFailure(failure -> failures.add(
                                ((StoreException) failure).failure().code()));
            }

            @Override
            public Future<Void> close() {
                return store.close();
            }
        };
    }

    private static int writeAsDiracx(DevStack stack, TestDatabase database, long seed, long end) {
        try (DiracxWriter writer = new DiracxWriter(stack, database, JOBS, seed)) {
            while (System.nanoTime() < end) {
                writer.write();
            }
            return writer.logged();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
