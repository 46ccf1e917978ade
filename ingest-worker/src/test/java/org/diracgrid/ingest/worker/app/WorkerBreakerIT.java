package org.diracgrid.ingest.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.Part;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database that is frozen or dead is asked for a sign of life and nothing else, with all partitions paused; the first row
 * is there soon after it is back, and the worker can be stopped at any time.
 */
@ExtendWith(DevStackExtension.class)
class WorkerBreakerIT {

    private static final int PARTITIONS = 3; // of each of the two topics
    private static final int JOBS = 60;
    private static final String ALL_PAUSED = "partitions 6 (6 paused), store is down";
    private static final Duration FIRST_WRITE = Duration.ofSeconds(5);

    private final DevStack stack;
    private Databases databases;
    private Map<String, String> environment;
    private long frozen; // process id; 0 = none

    @TempDir
    private Path directory;

    WorkerBreakerIT(DevStack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void makeDatabasesAndTopics() throws Exception {
        TestTopics.remove(stack);
        databases = stack.createDatabases(SchemaFlavour.DIRACX, "breaker" + System.nanoTime());
        for (int jobId = 1; jobId <= JOBS; jobId++) {
            TestJobs.insert(stack, databases, jobId);
        }
        environment = new HashMap<>(databases.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafkaBootstrapServers());
        environment.put("INGEST_STORES", "mysql");
        environment.put("INGEST_GROUP_ID", databases.jobDb());
        environment.put("INGEST_PROGRESS_INTERVAL", "200ms");
        environment.put("INGEST_DATABASE_CONNECT_TIMEOUT", "2s");
        environment.put("INGEST_DATABASE_STATEMENT_TIMEOUT", "2s");
        assertThat(new Cli(environment)
                        .run("init", "--partitions", String.valueOf(PARTITIONS))
                        .exitCode())
                .isZero();
    }

    @AfterEach
    void thaw() throws Exception {
        if (frozen != 0) {
            signal("-CONT", frozen);
            frozen = 0;
        }
    }

    @Test
    void aDatabaseThatFreezesOrDiesPausesAllPartitionsAndIsWrittenSoonAfterItIsBack() throws Exception {
        try (var worker = new WorkerProcess(directory, environment, "run")) {
            produce("Matched", 10);
            soon().until(() -> rows() == 2 * JOBS);

            // When it freezes
            freeze();
            produce("Running", 20);
            soon().until(() -> worker.err().contains(ALL_PAUSED));
            thaw();
            var back = System.nanoTime();

            // Then
            soon().until(() -> rows() > 2 * JOBS);
            assertThat(since(back)).isLessThan(FIRST_WRITE);
            soon().until(() -> rows() == 3 * JOBS);

            // When it dies
            stack.kill(Part.MARIADB);
            produce("Done", 30);
            var told = worker.err().length();
            soon().until(() -> worker.err().substring(told).contains(ALL_PAUSED));
            stack.processId(Part.MARIADB); // starts it
            back = System.nanoTime();

            // Then
            soon().until(() -> rows() > 3 * JOBS);
            assertThat(since(back)).isLessThan(FIRST_WRITE);
            soon().until(() -> rows() == 4 * JOBS);
            soon().until(() -> lastLine(worker).endsWith("partitions 6 (0 paused)"));

            worker.sendSigterm();
            assertThat(worker.awaitExit(30)).isZero();
            assertThat(worker.out())
                    .contains("received " + 3 * JOBS + " = stored " + 3 * JOBS + " + superseded 0 + parked 0");
        }
    }

    @Test
    void aWorkerWhoseDatabaseIsFrozenStopsAtOnceAndInGoodOrder() throws Exception {
        try (var worker = new WorkerProcess(directory, environment, "run")) {
            produce("Matched", 10);
            soon().until(() -> rows() == 2 * JOBS);
            freeze();
            produce("Running", 20);
            soon().until(() -> worker.err().contains(ALL_PAUSED));

            worker.sendSigterm();
            var stopping = System.nanoTime();

            assertThat(worker.awaitExit(30)).isZero();
            assertThat(since(stopping)).isLessThan(Duration.ofSeconds(8));
            assertThat(worker.out()).contains(" + in flight 0; ").contains("parked 0");
            assertThat(worker.err()).doesNotContain("\tat ");
        }
    }

    private void produce(String status, int second) throws IOException {
        var lines = new StringBuilder();
        for (int jobId = 1; jobId <= JOBS; jobId++) {
            lines.append(StatusLines.line(jobId, second, status));
        }
        var file = Files.writeString(directory.resolve(status + ".ndjson"), lines);
        assertThat(new Cli(environment).run("produce", file.toString()).exitCode())
                .isZero();
    }

    private void freeze() throws Exception {
        frozen = stack.processId(Part.MARIADB);
        signal("-STOP", frozen);
    }

    private static void signal(String signal, long process) throws Exception {
        assertThat(new ProcessBuilder("kill", signal, String.valueOf(process))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static String lastLine(WorkerProcess worker) throws IOException {
        return worker.err().lines().reduce("", (before, line) -> line);
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

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }
}
