package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diracgrid.ingest.worker.mysql.PilotEvents.assigned;
import static org.diracgrid.ingest.worker.mysql.PilotEvents.metadata;
import static org.diracgrid.ingest.worker.mysql.PilotEvents.registered;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteOutcome.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two workers on the same pilots: what either meets is at most transient, no pilot is there twice, and no pair. */
@ExtendWith(DevStackExtension.class)
class PilotConcurrencyIT {

    private static final int PILOTS = 10;
    private static final int ROUNDS = 60;

    /** It stands still, so that a failed attempt takes no time, and no rest follows it. */
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2030-01-02T03:04:05Z"));

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** A worker that does not know yet that it lost its partition, and the one that has it now: the same batches at once. */
    @ParameterizedTest
    @CsvSource({"DIRACX, false", "DIRAC, false", "DIRACX, true"})
    void registersOnceWhatTwoWorkersWrite(SchemaFlavour flavour, boolean isStampIndexed, DevStack stack)
            throws Exception {
        try (TestDatabase database =
                new TestDatabase(stack, flavour, isStampIndexed ? "pilottwinsindexed" : "pilottwins")) {
            // Given
            if (isStampIndexed) {
                database.update("CREATE INDEX ByStamp ON " + database.pilotDb() + ".PilotAgents (PilotStamp)");
            }
            TestLane opener = new TestLane(vertx);
            MySqlSettings settings = database.settings();
            MySqlStore store = opener.get(() -> MySqlStore.open(vertx, settings, CLOCK));
            List<WriteOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());
            CyclicBarrier together = new CyclicBarrier(2);

            // When
            List<CompletableFuture<Void>> twins = new ArrayList<>();
            for (int twin = 0; twin < 2; twin++) {
                twins.add(CompletableFuture.runAsync(() -> writeAll(store.writer(), together, outcomes)));
            }
            CompletableFuture.allOf(twins.toArray(CompletableFuture[]::new)).get(180, TimeUnit.SECONDS);

            // Then
            assertThat(database.rows(
                            "SELECT COUNT(*), COUNT(DISTINCT PilotStamp) FROM " + database.pilotDb() + ".PilotAgents"))
                    .containsExactly(PILOTS * ROUNDS + "|" + PILOTS * ROUNDS);
            assertThat(database.rows("SELECT COUNT(*), COUNT(DISTINCT PilotID, JobID) FROM " + database.pilotDb()
                            + ".JobToPilotMapping"))
                    .containsExactly(2 * PILOTS * ROUNDS + "|" + 2 * PILOTS * ROUNDS);
            assertThat(outcomes).extracting(WriteOutcome::kind).containsOnly(Kind.STORED, Kind.SUPERSEDED);
            opener.get(store::close);
        }
    }

    private void writeAll(StoreWriter writer, CyclicBarrier together, List<WriteOutcome> outcomes) {
        TestLane lane = new TestLane(vertx);
        for (int round = 1; round <= ROUNDS; round++) {
            List<IngestEvent> batch = new ArrayList<>();
            for (int pilot = 1; pilot <= PILOTS; pilot++) {
                String stamp = "pilot-" + round + '-' + pilot;
                batch.add(registered(stamp));
                batch.add(assigned(stamp, pilot, pilot + 1));
                batch.add(metadata(stamp, PilotAttribute.QUEUE, "q" + round));
            }
            await(together);
            outcomes.addAll(writeUntilStored(lane, writer, batch));
        }
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<WriteOutcome> writeUntilStored(
            TestLane lane, StoreWriter writer, List<? extends IngestEvent> batch) {
        for (int attempt = 1; attempt <= 100; attempt++) {
            try {
                List<WriteOutcome> outcomes = lane.write(writer, batch);
                if (!(outcomes.get(0) instanceof WriteOutcome.Failed failed)) {
                    return outcomes;
                }
                assertThat(failed.failure().kind()).as(failed.toString()).isEqualTo(StoreFailure.Kind.TRANSIENT);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("not stored after 100 attempts");
    }
}
