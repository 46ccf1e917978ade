package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Four lanes and a writer that works as DiracX does (REPEATABLE READ, MAX(SeqNum) + 1, no locks taken first) on the same
 * jobs: what a lane meets is at most transient, and in the end every event is stored once and numbers have no gap.
 */
@ExtendWith(DevStackExtension.class)
class MySqlConcurrencyIT {

    private static final int JOBS = 40;
    private static final int LANES = 4;
    private static final int ROUNDS = 40;
    private static final long SEED = 20251101;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @EnumSource
    void getsAlongWithDiracx(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "crowd")) {
            // Given
            for (int jobId = 1; jobId <= JOBS; jobId++) {
                database.insertJobWithHistory(jobId, "Running");
            }
            TestLane opener = new TestLane(vertx);
            MySqlStore store = opener.get(() -> MySqlStore.open(vertx, database.settings(), InstantSource.system()));
            AtomicBoolean done = new AtomicBoolean();
            AtomicInteger byDiracx = new AtomicInteger();
            AtomicInteger conflicts = new AtomicInteger();
            CompletableFuture<Void> diracx =
                    CompletableFuture.runAsync(() -> writeAsDiracx(stack, database, done, byDiracx));

            // When
            List<CompletableFuture<Void>> lanes = new ArrayList<>();
            for (int number = 0; number < LANES; number++) {
                int lane = number;
                lanes.add(CompletableFuture.runAsync(() -> writeAsLane(store.writer(), lane, conflicts)));
            }
            CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new)).get(180, TimeUnit.SECONDS);
            done.set(true);
            diracx.get(30, TimeUnit.SECONDS);

            // Then
            assertThat(byDiracx).hasPositiveValue();
            assertThat(database.rows("SELECT COUNT(*) FROM " + database.loggingDb() + ".LoggingInfo"))
                    .containsExactly(Integer.toString(JOBS + JOBS * ROUNDS + byDiracx.get()));
            assertThat(database.rows("SELECT JobID FROM " + database.loggingDb()
                            + ".LoggingInfo GROUP BY JobID HAVING MAX(SeqNum) <> COUNT(*)"))
                    .isEmpty();
            assertThat(database.rows("SELECT DISTINCT UserPriority FROM " + database.jobDb() + ".Jobs"))
                    .as("what DiracX wrote into other columns")
                    .containsExactly("77");
            opener.get(store::close);
        }
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
            MySqlStore store = opener.get(() -> MySqlStore.open(vertx, database.settings(), InstantSource.system()));
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
            outcomes.addAll(writeUntilAnswered(lane, writer, batch, new AtomicInteger()));
        }
    }

    /** Lanes share no job; each batch has one event for every job of the lane, in random order. */
    private void writeAsLane(StoreWriter writer, int number, AtomicInteger conflicts) {
        TestLane lane = new TestLane(vertx);
        Random random = new Random(SEED + number);
        for (int round = 1; round <= ROUNDS; round++) {
            List<JobStatusEvent> batch = new ArrayList<>();
            for (int jobId = 1 + number; jobId <= JOBS; jobId += LANES) {
                batch.add(
                        random.nextInt(10) == 0
                                ? Events.status(jobId, round, JobStatus.KILLED)
                                : Events.texts(jobId, round, "minor " + round, "app " + round, "Job_" + jobId));
            }
            Collections.shuffle(batch, random);
            assertThat(writeUntilAnswered(lane, writer, batch, conflicts)).containsOnly(WriteOutcome.Stored.INSTANCE);
        }
    }

    private static List<WriteOutcome> writeUntilAnswered(
            TestLane lane, StoreWriter writer, List<JobStatusEvent> batch, AtomicInteger conflicts) {
        for (int attempt = 1; attempt <= 100; attempt++) {
            try {
                return lane.write(writer, batch);
            } catch (StoreException e) {
                assertThat(e.failure().kind()).as(e.getMessage()).isEqualTo(StoreFailure.Kind.TRANSIENT);
                conflicts.incrementAndGet();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("not stored after 100 attempts");
    }

    private static void writeAsDiracx(
            DevStack stack, TestDatabase database, AtomicBoolean done, AtomicInteger written) {
        Random random = new Random(SEED);
        try (Connection connection = stack.openRootConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("UPDATE " + database.jobDb() + ".Jobs SET UserPriority = 77");
            connection.commit();
            while (!done.get()) {
                writeOnceAsDiracx(connection, statement, database, 1 + random.nextInt(JOBS), written);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void writeOnceAsDiracx(
            Connection connection, Statement statement, TestDatabase database, int jobId, AtomicInteger written)
            throws SQLException {
        String logging = database.loggingDb() + ".LoggingInfo";
        try {
            statement.executeQuery("SELECT Status FROM " + database.jobDb() + ".Jobs WHERE JobID = " + jobId);
            statement.executeUpdate("UPDATE " + database.jobDb() + ".Jobs SET Owner = 'diracx' WHERE JobID = " + jobId);
            statement.executeUpdate("INSERT INTO " + logging
                    + " (JobID, SeqNum, Status, MinorStatus, ApplicationStatus,"
                    + " StatusTime, StatusTimeOrder, StatusSource) SELECT " + jobId + ", COALESCE(MAX(SeqNum), 0) + 1,"
                    + " 'idem', 'by DiracX', 'idem', '2025-03-01 00:00:00', 470787200 + COUNT(*), 'DiracX' FROM "
                    + logging + " WHERE JobID = " + jobId);
            connection.commit();
            written.incrementAndGet();
        } catch (SQLException e) {
            // A deadlock or a number that was taken meanwhile; DiracX would answer 500 and its caller would repeat.
            connection.rollback();
        }
    }
}
