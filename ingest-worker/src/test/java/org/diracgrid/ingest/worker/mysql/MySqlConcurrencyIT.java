package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two workers on the same jobs: what either meets is at most transient, and every event is stored once. */
@ExtendWith(DevStackExtension.class)
class MySqlConcurrencyIT {

    private static final int JOBS = 40;
    private static final int ROUNDS = 40;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** A worker that does not know yet that it lost its partition, and the one that has it now: the same batches at once. */
    @ParameterizedTest
    @EnumSource
    void storesOnceWhatTwoWorkersWrite(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "twins")) {
            // Given
            for (int jobId = 1; jobId <= JOBS; jobId++) {
                database.insertJobWithHistory(jobId, "Running");
            }
            TestLane opener = new TestLane(vertx);
            MySqlSettings settings = database.settings();
            MySqlStore store = opener.get(() -> MySqlStore.open(vertx, settings, InstantSource.system()));
            List<WriteOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());

            // When
            List<CompletableFuture<Void>> twins = new ArrayList<>();
            for (int twin = 0; twin < 2; twin++) {
                twins.add(CompletableFuture.runAsync(() -> writeAll(store.writer(), outcomes)));
            }
            CompletableFuture.allOf(twins.toArray(CompletableFuture[]::new)).get(180, TimeUnit.SECONDS);

            // Then
            assertThat(outcomes).hasSize(2 * JOBS * ROUNDS);
            assertThat(outcomes.stream().filter(WriteOutcome.Stored.INSTANCE::equals))
                    .hasSize(JOBS * ROUNDS);
            assertThat(database.rows("SELECT COUNT(*), MAX(SeqNum) FROM " + database.loggingDb() + ".LoggingInfo"))
                    .containsExactly(JOBS * (ROUNDS + 1) + "|" + (ROUNDS + 1));
            opener.get(store::close);
        }
    }

    private void writeAll(StoreWriter writer, List<WriteOutcome> outcomes) {
        TestLane lane = new TestLane(vertx);
        for (int round = 1; round <= ROUNDS; round++) {
            List<JobStatusEvent> batch = new ArrayList<>();
            for (int jobId = 1; jobId <= JOBS; jobId++) {
                batch.add(Events.texts(jobId, round, "minor " + round, "app " + round, "Job_" + jobId));
            }
            outcomes.addAll(writeUntilAnswered(lane, writer, batch));
        }
    }

    private static List<WriteOutcome> writeUntilAnswered(
            TestLane lane, StoreWriter writer, List<JobStatusEvent> batch) {
        for (int attempt = 1; attempt <= 100; attempt++) {
            try {
                return lane.write(writer, batch);
            } catch (StoreException e) {
                assertThat(e.failure().kind()).as(e.getMessage()).isEqualTo(StoreFailure.Kind.TRANSIENT);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("not stored after 100 attempts");
    }
}
