package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteOutcome;

/**
 * A writer with a batch of two jobs that is about to meet with an accident, and what has to hold whatever the accident was: a
 * failed batch left nothing behind, and when the cause is gone the same writer stores it once.
 */
final class WriterInTrouble implements AutoCloseable {

    private static final InstantSource WALL_CLOCK = InstantSource.fixed(Instant.parse("2030-01-02T03:04:05Z"));

    private static final List<IngestEvent> BATCH = List.of(
            Events.texts(1, 1, "caf\u00e9", "application", "JobWrapper 2"), Events.status(2, 1, JobStatus.RUNNING));

    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);
    private final TestDatabase database;
    private final LaneConnections connections;
    private final MySqlStore store;
    private final StoreWriter writer;
    private final List<String> before;

    /** Opens the store, and has its lane connect. */
    WriterInTrouble(TestDatabase database, MySqlSettings settings) throws Exception {
        this.database = database;
        database.insertJobWithHistory(1, "Matched");
        database.insertJobWithHistory(2, "Matched");
        this.before = database.everything();
        this.connections = new LaneConnections(vertx, settings.jobDb(), settings);
        this.store = lane.get(() -> MySqlStore.open(vertx, settings, WALL_CLOCK));
        this.writer = store.writer();
        connect();
    }

    /** Has a connection. */
    void connect() throws Exception {
        assertThat(lane.write(writer, List.of(Events.status(99, 1, JobStatus.RUNNING))))
                .extracting(WriteOutcome::kind)
                .containsExactly(WriteOutcome.Kind.ABSENT);
    }

    /** Its next batch begins with a connection of its own. */
    void disconnect() throws Exception {
        lane.get(store::close);
    }

    /** The batch with the store, answered some time. */
    CompletableFuture<List<WriteOutcome>> start() {
        return lane.start(() -> writer.write(TestLane.batch(BATCH)));
    }

    /** A batch of these jobs instead. */
    CompletableFuture<List<WriteOutcome>> start(int firstJobId, int lastJobId) {
        List<IngestEvent> events = new ArrayList<>();
        for (int jobId = firstJobId; jobId <= lastJobId; jobId++) {
            events.add(Events.texts(jobId, 1, "m".repeat(128), "a".repeat(255), "JobWrapper"));
        }
        return lane.start(() -> writer.write(TestLane.batch(events)));
    }

    /** The server's number of the one connection, on which nothing runs. */
    String idleConnection() throws SQLException {
        return database.rows("SELECT ID FROM information_schema.PROCESSLIST WHERE DB = '" + database.jobDb()
                        + "' AND USER LIKE 'diracx%'")
                .get(0);
    }

    /** The batch is written and has to fail so. */
    void fails(Kind kind, String code) throws Exception {
        fails(start(), kind, code);
    }

    /** What was started has to fail so. */
    static void fails(CompletableFuture<List<WriteOutcome>> write, Kind kind, String code) throws Exception {
        StoreFailure failure = failureOf(write);
        assertThat(failure.kind() + " " + failure.code()).as(failure.message()).isEqualTo(kind + " " + code);
        assertThat(failure.store()).isEqualTo("mysql");
    }

    /** One statement on a connection such as the writer has. */
    void failsOnAConnection(String statement, Kind kind, String code) throws Exception {
        Throwable thrown = lane.get(() -> connections
                .acquire()
                .compose(connection -> connection
                        .query(statement)
                        .map((Throwable) new AssertionError("the statement succeeded"))
                        .otherwise(cause -> cause)
                        .onComplete(done -> connection.kill())
                        .onComplete(done -> connections.release(connection))));
        StoreFailure failure = MySqlFailures.classify(thrown);
        assertThat(failure.kind() + " " + failure.code()).as(failure.message()).isEqualTo(kind + " " + code);
    }

    private static StoreFailure failureOf(CompletableFuture<List<WriteOutcome>> write) throws Exception {
        try {
            throw new AssertionError("the write succeeded: " + write.get(60, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(StoreException.class);
            return ((StoreException) e.getCause()).failure();
        }
    }

    /**
     * Waits until a statement of the batch waits for a lock; the server's number of the connection. The server looks again only
     * where nobody has asked for 0.1 s.
     */
    String awaitLockWait() {
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> database.rows("SELECT p.ID FROM information_schema.INNODB_TRX t JOIN"
                                + " information_schema.PROCESSLIST p ON p.ID = t.trx_mysql_thread_id WHERE p.DB = '"
                                + database.jobDb() + "' AND p.USER LIKE 'diracx%' AND t.trx_state = 'LOCK WAIT'"),
                        waiting -> !waiting.isEmpty())
                .get(0);
    }

    /** Nothing of the batch is there. */
    void leftNothingBehind() throws SQLException {
        assertThat(database.everything()).isEqualTo(before);
    }

    /** The same writer stores the batch now, and what it stored is recognised when it comes again. */
    void storesOnce() throws Exception {
        answers(WriteOutcome.Kind.STORED);
        isStoredOnce();
    }

    void answers(WriteOutcome.Kind kind) throws Exception {
        assertThat(lane.write(writer, BATCH)).extracting(WriteOutcome::kind).containsExactly(kind, kind);
    }

    void isStoredOnce() throws Exception {
        answers(WriteOutcome.Kind.SUPERSEDED);
        assertThat(database.rows("SELECT JobID, Status, MinorStatus FROM " + database.jobDb() + ".Jobs ORDER BY JobID"))
                .containsExactly("1|Matched|caf\u00e9", "2|Running|minor");
        assertThat(database.rows("SELECT JobID, SeqNum, Status, MinorStatus FROM " + database.loggingDb()
                        + ".LoggingInfo ORDER BY JobID, SeqNum"))
                .containsExactly("1|1|Matched|Init", "1|2|idem|caf\u00e9", "2|1|Matched|Init", "2|2|Running|minor");
    }

    @Override
    public void close() throws Exception {
        lane.get(store::close);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
