package org.diracgrid.ingest.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.Part;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGTERM comes at a bad moment: the worker ends within its drain and a margin all the same, with exit code 0, and the next one
 * finishes what there is. A second SIGTERM does not ask.
 */
@ExtendWith(DevStackExtension.class)
class WorkerStopPhasesIT {

    private static final int JOBS = 40;
    private static final String DEAD_LETTERS = "diracx.jobs.v1.dlq";
    private static final String JUNK =
            "{\"specversion\":\"1.0\",\"subject\":\"1\",\"type\":\"org.diracgrid.job.status.v1\"}\n";
    private static final int DRAIN_SECONDS = 2;

    /** For the last commit, which a broker may leave unanswered, for leaving the group and the end of the process. */
    private static final int MARGIN_SECONDS = 20;

    private static final int STOP_SECONDS = DRAIN_SECONDS + MARGIN_SECONDS;

    private final DevStack stack;

    @TempDir
    private Path directory;

    private Databases databases;
    private Map<String, String> environment;

    WorkerStopPhasesIT(DevStack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void load() throws Exception {
        TestTopics.remove(stack);
        databases = stack.createDatabases(SchemaFlavour.DIRACX, "cli_phases");
        environment = new HashMap<>(databases.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafkaBootstrapServers());
        environment.put("INGEST_STORES", "mysql");
        environment.put("INGEST_GROUP_ID", databases.jobDb());
        environment.put("INGEST_LANES", "1");
        environment.put("INGEST_BATCH_MAX_RECORDS", "5"); // so that there is a middle
        environment.put("INGEST_DRAIN_STOP", DRAIN_SECONDS + "s");
    }

    private void produce() throws Exception {
        for (int jobId = 1; jobId <= JOBS; jobId++) {
            TestJobs.insert(stack, databases, jobId);
        }
        var cli = new Cli(environment);
        assertThat(cli.run("init", "--partitions", "3").exitCode()).isZero();
        produceMore(StatusLines.lives(JOBS));
    }

    private void produceMore(String lines) throws Exception {
        var file = Files.writeString(directory.resolve("events.ndjson"), lines);
        assertThat(new Cli(environment)
                        .run("produce", "--no-validate", file.toString())
                        .exitCode())
                .isZero();
    }

    /** It takes the connection and says nothing: nothing is in flight, so nothing is waited for. */
    @Test
    void whileKafkaIsSilentAtTheStart() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + silent.getLocalPort());
            try (var worker = worker("run")) {
                silent.accept();
                stops(worker, DRAIN_SECONDS + 3);
            }
        }
    }

    @Test
    void whileTheDatabaseIsSilentAtTheStart() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            environment.replaceAll((name, value) -> name.startsWith("DIRACX_DB_URL_")
                    ? value.replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + silent.getLocalPort())
                    : value);
            try (var worker = worker("run")) {
                silent.accept();
                stops(worker, DRAIN_SECONDS + 3);
            }
        }
    }

    @Test
    void whileTopicsAreMissing() throws Exception {
        try (var worker = worker("run")) {
            awaitSaid(worker, "topics do not exist");
            stops(worker, STOP_SECONDS);
        }
    }

    @Test
    void rightAfterTheAssignment() throws Exception {
        produce();
        try (var worker = worker("run")) {
            awaitSaid(worker, "partitions assigned");
            stops(worker, STOP_SECONDS);
        }
        nextWorkerFinishes();
    }

    @Test
    void whileIdle() throws Exception {
        produce();
        try (var worker = worker("run")) {
            await().until(() -> rows() == JOBS * 4L);
            stops(worker, STOP_SECONDS);
            assertThat(worker.out()).contains(" + in flight 0; ");
        }
        nextWorkerFinishes();
    }

    @Test
    void whileTheStoreIsFrozen() throws Exception {
        produce();
        try (var held = new HeldJob();
                var worker = worker("run")) {
            held.awaitWorker();
            try (var frozen = new Frozen(Part.MARIADB)) {
                stops(worker, STOP_SECONDS);
                assertThat(worker.err()).contains("outlast the drain");
            }
        }
        nextWorkerFinishes();
    }

    @Test
    void whileKafkaIsFrozen() throws Exception {
        produce();
        try (var held = new HeldJob();
                var worker = worker("run")) {
            held.awaitWorker();
            try (var frozen = new Frozen(Part.KAFKA)) {
                held.release();
                stops(worker, STOP_SECONDS);
            }
        }
        nextWorkerFinishes();
    }

    @Test
    void whileDeadLettersAreNotTaken() throws Exception {
        produce();
        environment.put("INGEST_KAFKA_MAX_BLOCK_MS", "1000"); // then a letter without a topic fails
        try (var worker = worker("run")) {
            await().until(() -> rows() == JOBS * 4L);
            deleteDeadLetters();
            produceMore(JUNK);
            awaitSaid(worker, "dead letter not taken");
            stops(worker, STOP_SECONDS);
            assertThat(worker.out()).contains(" + parked 0 + dropped 1 + ");
        }
        assertThat(new Cli(environment).run("init", "--partitions", "3").exitCode())
                .isZero();
        nextWorkerFinishes();
        assertThat(TestTopics.read(stack, DEAD_LETTERS)).hasSize(1);
    }

    private void deleteDeadLetters() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrapServers()))) {
            admin.deleteTopics(List.of(DEAD_LETTERS)).all().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void whileARebalanceIsUnderWay() throws Exception {
        produce();
        var other = Files.createDirectory(directory.resolve("other"));
        try (var held = new HeldJob();
                var leaving = worker("run")) {
            held.awaitWorker();
            try (var joining = new WorkerProcess(other, environment, "run")) {
                awaitSaid(joining, "running: store=mysql");
                stops(leaving, STOP_SECONDS);
                held.release();
                await().until(() -> rows() == JOBS * 4L);
                stops(joining, STOP_SECONDS);
            }
        }
        nextWorkerFinishes();
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        produce();
        environment.put("INGEST_DRAIN_STOP", "5m");
        try (var held = new HeldJob();
                var worker = worker("run")) {
            held.awaitWorker();
            worker.sendSigterm();
            awaitSaid(worker, "stopping; a second signal");

            worker.sendSigterm();

            assertThat(worker.awaitExit(5)).isEqualTo(130);
        }
        nextWorkerFinishes();
    }

    private WorkerProcess worker(String... arguments) throws IOException {
        return new WorkerProcess(directory, environment, arguments);
    }

    private static void awaitSaid(WorkerProcess worker, String text) {
        await().until(() -> worker.err().contains(text));
    }

    private static void stops(WorkerProcess worker, int seconds) throws Exception {
        worker.sendSigterm();
        assertThat(worker.awaitExit(seconds)).as(worker.err()).isZero();
        assertThat(worker.err()).doesNotContain("\tat ");
    }

    private void nextWorkerFinishes() throws Exception {
        assertThat(new Cli(environment).run("run", "--until-caught-up").exitCode())
                .isZero();
        assertThat(rows()).isEqualTo(JOBS * 4L);
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }

    private long rows() throws SQLException {
        try (var connection = stack.openRootConnection();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery("SELECT COUNT(*) FROM " + databases.jobLoggingDb() + ".LoggingInfo")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Somebody has the last job's row, so that the worker comes to a halt in the middle of a batch. */
    private final class HeldJob implements AutoCloseable {

        private final Connection connection = stack.openRootConnection();

        HeldJob() throws SQLException {
            connection.setAutoCommit(false);
            query("SELECT JobID FROM " + databases.jobDb() + ".Jobs WHERE JobID = " + JOBS + " FOR UPDATE");
        }

        /** Waits until a batch waits for the row. The server looks again only where nobody has asked for 0.1 s. */
        void awaitWorker() {
            await().pollInterval(Duration.ofMillis(200))
                    .until(() -> query("SELECT 1 FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'"));
        }

        void release() throws SQLException {
            connection.rollback();
        }

        private boolean query(String sql) throws SQLException {
            try (var statement = connection.createStatement();
                    var found = statement.executeQuery(sql)) {
                return found.next();
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    /** A server that keeps its connections and says nothing. */
    private final class Frozen implements AutoCloseable {

        private final String processId;

        Frozen(Part part) throws Exception {
            processId = Long.toString(stack.processId(part));
            signal("-STOP");
        }

        private void signal(String signal) throws Exception {
            var kill = new ProcessBuilder("kill", signal, processId).inheritIO().start();
            assertThat(kill.waitFor()).isZero();
        }

        @Override
        public void close() throws Exception {
            signal("-CONT");
        }
    }
}
