package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.devstack.StackOptions;
import org.diracgrid.ingest.model.event.HeartbeatMeasure;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.diracgrid.ingest.model.lifecycle.FoldOptions;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * JobDB, JobLoggingDB and TaskQueueDB that no transaction spans, on two servers and three accounts: wherever the connection
 * to one of them is lost around its commit, the same events once more, cut into batches in whatever way, leave the rows of
 * one undisturbed write.
 */
@ExtendWith(DevStackExtension.class)
class MySqlSplitCommitIT {

    private static final InstantSource WALL_CLOCK = InstantSource.fixed(Instant.parse("2030-01-02T03:04:05.999999Z"));
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(4);

    private static final Map<SchemaFlavour, Sets> SETS = new EnumMap<>(SchemaFlavour.class);

    private static DevStack secondStack;

    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);

    /** Made once per flavour: four sets of databases, of three of which one is used. */
    private record Sets(TestDatabase jobs, TestDatabase logging, TestDatabase taskQueue, TestDatabase undisturbed) {

        static Sets of(DevStack first, SchemaFlavour flavour) throws SQLException {
            return new Sets(
                    new TestDatabase(first, flavour, "jobs"),
                    new TestDatabase(secondStack, flavour, "log"),
                    new TestDatabase(first, flavour, "queue"),
                    new TestDatabase(first, flavour, "one"));
        }

        List<TestDatabase> all() {
            return List.of(jobs, logging, taskQueue, undisturbed);
        }
    }

    /** The databases with fresh jobs, and what stands between them and the worker. */
    private final class Servers {

        final TestDatabase jobs;
        final TestDatabase logging;
        final TestDatabase taskQueue;
        final TestDatabase undisturbed;
        final Map<String, CommitCutter> cutters;
        final MySqlSettings settings;

        Servers(DevStack first, SchemaFlavour flavour) throws SQLException {
            Sets sets = SETS.get(flavour);
            if (sets == null) {
                sets = Sets.of(first, flavour);
                SETS.put(flavour, sets);
            }
            jobs = sets.jobs();
            logging = sets.logging();
            taskQueue = sets.taskQueue();
            undisturbed = sets.undisturbed();
            cutters = Map.of(
                    "JOBS", CommitCutter.start(vertx, jobs.settings().jobDb()),
                    "LOGGING", CommitCutter.start(vertx, logging.settings().jobLoggingDb()),
                    "QUEUE", CommitCutter.start(vertx, taskQueue.settings().jobDb()));
            settings = new MySqlSettings(
                    cutters.get("JOBS").through(jobs.settings().jobDb()),
                    cutters.get("LOGGING").through(logging.settings().jobLoggingDb()),
                    cutters.get("QUEUE").through(taskQueue.settings().taskQueueDb()),
                    null,
                    1,
                    Duration.ofSeconds(5),
                    STATEMENT_TIMEOUT,
                    new FoldOptions(true, false));
            for (TestDatabase database : sets.all()) {
                database.clear();
                insertJobs(database);
            }
        }

        void assertUndisturbed() throws SQLException {
            assertThat(jobs.jobRows()).isEqualTo(undisturbed.jobRows());
            assertThat(logging.logRows()).isEqualTo(undisturbed.logRows());
            assertThat(taskQueue.queueRows()).isEqualTo(undisturbed.queueRows());
        }
    }

    @BeforeAll
    static void startSecondServer(@TempDir Path directory) {
        secondStack = DevStack.start(StackOptions.in(directory).withParts().withFresh(true));
    }

    @AfterAll
    static void stopSecondServer() throws SQLException {
        for (Sets sets : SETS.values()) {
            for (TestDatabase database : sets.all()) {
                database.close();
            }
        }
        SETS.clear();
        secondStack.close();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @CsvSource({
        "DIRACX, LOGGING, BEFORE, 100",
        "DIRACX, LOGGING, AFTER, 100",
        "DIRACX, LOGGING, AFTER, 1",
        "DIRACX, LOGGING, AFTER, 3",
        "DIRACX, QUEUE, BEFORE, 100",
        "DIRACX, QUEUE, BEFORE, 3",
        "DIRACX, QUEUE, AFTER, 2",
        "DIRACX, JOBS, BEFORE, 100",
        "DIRACX, JOBS, BEFORE, 2",
        "DIRACX, JOBS, AFTER, 100",
        "DIRACX, JOBS, AFTER, 1",
        "DIRAC, LOGGING, BEFORE, 3",
        "DIRAC, LOGGING, AFTER, 100",
        "DIRAC, QUEUE, BEFORE, 1",
        "DIRAC, QUEUE, AFTER, 100",
        "DIRAC, JOBS, BEFORE, 1",
        "DIRAC, JOBS, BEFORE, 4",
        "DIRAC, JOBS, AFTER, 2"
    })
    void repairsWhatAnAccidentLeaves(
            SchemaFlavour flavour, String server, CommitCutter.Cut cut, int batchSize, DevStack stack)
            throws Exception {
        Servers servers = new Servers(stack, flavour);
        // Given
        MySqlStore reference = writeUndisturbed(servers.undisturbed);
        MySqlStore store = lane.get(() -> MySqlStore.open(vertx, servers.settings, WALL_CLOCK));
        CommitCutter cutter = servers.cutters.get(server);
        cutter.cutNext(cut);

        // When
        assertThat(lane.failure(store.writer(), events()).failure().kind()).isEqualTo(StoreFailure.Kind.TRANSIENT);
        assertThat(cutter.hasCut()).isTrue();
        assertThat(servers.logging.logRows().equals(servers.undisturbed.logRows()))
                .isEqualTo(!server.equals("LOGGING") || cut == CommitCutter.Cut.AFTER);
        write(store.writer(), events(), batchSize);

        // Then
        servers.assertUndisturbed();
        write(store.writer(), events(), batchSize); // once more, now that nothing is missing
        servers.assertUndisturbed();
        write(store.writer(), later(), batchSize); // on the state that was repaired
        write(reference.writer(), later(), batchSize);
        servers.assertUndisturbed();
        lane.get(store::close);
        lane.get(reference::close);
    }

    /** Each account may use one of the databases only; the report says what that means. */
    @ParameterizedTest
    @EnumSource
    void writesEachDatabaseWhereItIs(SchemaFlavour flavour, DevStack stack) throws Exception {
        Servers servers = new Servers(stack, flavour);
        MySqlStore reference = writeUndisturbed(servers.undisturbed);
        MySqlStore store = lane.get(() -> MySqlStore.open(vertx, servers.settings, WALL_CLOCK));

        write(store.writer(), events(), 100);

        servers.assertUndisturbed();
        assertThat(store.report().isUsable()).isTrue();
        assertThat(store.report().findings())
                .anyMatch(finding -> finding.level() == SchemaReport.Level.WARNING
                        && finding.text().contains("on 3 servers or accounts")
                        && finding.text().contains("repairs"));
        assertThat(reference.report().findings())
                .noneMatch(finding -> finding.text().contains("servers"));
        lane.get(store::close);
        lane.get(reference::close);
    }

    /** A lock that is held on one server is waited for, then all servers are rolled back and nothing stays locked. */
    @ParameterizedTest
    @CsvSource({"LOGGING", "QUEUE"})
    void rollsBackEverywhereIfOneServerDoesNotGoOn(String server, DevStack stack) throws Exception {
        Servers servers = new Servers(stack, SchemaFlavour.DIRACX);
        try (TestDatabase.Lock lock = TestDatabase.lock(server.equals("LOGGING") ? secondStack : stack)) {
            MySqlStore reference = writeUndisturbed(servers.undisturbed);
            MySqlStore store = lane.get(() -> MySqlStore.open(vertx, servers.settings, WALL_CLOCK));
            List<String> before = servers.jobs.jobRows();
            lock.take(
                    server.equals("LOGGING")
                            ? "SELECT * FROM " + servers.logging.loggingDb() + ".LoggingInfo FOR UPDATE"
                            : "SELECT * FROM " + servers.taskQueue.taskQueueDb() + ".tq_Jobs FOR UPDATE");

            assertThat(lane.failure(store.writer(), events()).failure())
                    .matches(failure -> failure.kind() == StoreFailure.Kind.TRANSIENT, "transient")
                    .matches(failure -> failure.code().equals("1205"), "lock wait timeout");

            lock.release();
            assertThat(servers.jobs.jobRows()).isEqualTo(before);
            try (TestDatabase.Lock free = TestDatabase.lock(stack);
                    TestDatabase.Lock freeLog = TestDatabase.lock(secondStack)) {
                free.take("SELECT * FROM " + servers.jobs.jobDb() + ".Jobs FOR UPDATE NOWAIT");
                freeLog.take("SELECT * FROM " + servers.logging.loggingDb() + ".LoggingInfo FOR UPDATE NOWAIT");
            }
            write(store.writer(), events(), 100);
            servers.assertUndisturbed();
            lane.get(store::close);
            lane.get(reference::close);
        }
    }

    private MySqlStore writeUndisturbed(TestDatabase database) throws Exception {
        MySqlSettings settings = database.settings().withFold(new FoldOptions(true, false));
        MySqlStore store = lane.get(() -> MySqlStore.open(vertx, settings, WALL_CLOCK));
        write(store.writer(), events(), 100);
        return store;
    }

    private void write(StoreWriter writer, List<IngestEvent> events, int batchSize) throws Exception {
        for (int from = 0; from < events.size(); from += batchSize) {
            List<WriteOutcome> outcomes =
                    lane.write(writer, events.subList(from, Math.min(from + batchSize, events.size())));
            assertThat(outcomes).allMatch(outcome -> switch (outcome.kind()) {
                case STORED, SUPERSEDED -> true;
                case ABSENT, REJECTED, DEFERRED, FAILED -> false;
            });
        }
    }

    private static void insertJobs(TestDatabase database) throws SQLException {
        List<String> statuses = List.of(
                "Matched", "Running", "Waiting", "Stalled", "Running", "Running", "Checking", "Running", "Completing");
        for (int i = 0; i < statuses.size(); i++) {
            database.insertJobWithHistory(i + 1, statuses.get(i));
        }
        database.insertLog(6, 2, "Running", "Init", "Unknown", "2025-06-01 12:01:00", "478779260.000", "JobManager");
        database.update("INSERT INTO " + database.taskQueueDb() + ".tq_TaskQueues (TQId, Owner, OwnerGroup, VO,"
                + " CPUTime, Priority, Enabled) VALUES (1, 'u', 'g', 'vo', 1000, 1, 1)");
        database.update("INSERT INTO " + database.taskQueueDb()
                + ".tq_Jobs (TQId, JobId, Priority, RealPriority) VALUES (1, 2, 1, 1), (1, 3, 1, 1)");
    }

    /** Something of everything: transitions, a kill, a refusal, a heartbeat that wakes, a late update, attributes. */
    private static List<IngestEvent> events() {
        return List.of(
                Events.status(1, 1, JobStatus.RUNNING),
                Events.status(2, 1, JobStatus.KILLED),
                Events.status(3, 1, JobStatus.RUNNING),
                beat(4, 1),
                Events.texts(1, 2, "Application", "step 1", "Job_1"),
                beat(5, 1),
                Events.metadata(5, 2, Map.of(JobAttribute.SITE, "LCG.CERN.cern")),
                Events.texts(5, 3, "Uploading", null, "JobWrapper"),
                Events.event(6, 4, new StatusUpdate(Events.micros(4), JobStatus.DONE, "late", null, "JobWrapper")),
                Events.attributes(7, 1, Map.of(JobAttribute.USER_PRIORITY, 9, JobAttribute.SITE, "ANY")),
                Events.status(1, 5, JobStatus.DONE),
                Events.texts(8, 1, "first", null, "s"),
                Events.texts(8, 2, "second", "x", "s"),
                Events.status(9, 1, JobStatus.DONE),
                beat(9, 7),
                Events.metadata(8, 3, Map.of(JobAttribute.JOB_NAME, "named")));
    }

    private static List<IngestEvent> later() {
        return List.of(
                Events.texts(2, 9, "after the kill", null, "JobManager"),
                Events.status(4, 9, JobStatus.COMPLETING),
                Events.status(1, 9, JobStatus.FAILED),
                Events.texts(8, 9, null, "y", "s"));
    }

    private static IngestEvent beat(int jobId, int seconds) {
        return Events.heartbeat(jobId, seconds, Map.of(HeartbeatMeasure.CPU_CONSUMED, 0.5 + seconds));
    }
}
