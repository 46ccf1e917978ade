package org.diracgrid.ingest.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A worker that is told to stop ends in good order, and the next one goes on where it was. */
@ExtendWith(DevStackExtension.class)
class WorkerStopIT {

    private static final int JOBS = 400;

    private final DevStack stack;

    @TempDir
    private Path directory;

    WorkerStopIT(DevStack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void removeTopics() throws Exception {
        TestTopics.remove(stack);
    }

    @Test
    void sigtermInTheMiddleLosesNothingAndTheNextWorkerFinishes() throws Exception {
        var databases = stack.createDatabases(SchemaFlavour.DIRACX, "cli_stop");
        for (int jobId = 1; jobId <= JOBS; jobId++) {
            TestJobs.insert(stack, databases, jobId);
        }
        var environment = environment(databases);
        // Small batches on one lane, so that there is a middle.
        environment.putAll(Map.of("INGEST_LANES", "1", "INGEST_BATCH_MAX_RECORDS", "5"));
        var cli = new Cli(environment);
        assertThat(cli.run("init", "--partitions", "3").exitCode()).isZero();
        var file = Files.writeString(directory.resolve("events.ndjson"), StatusLines.lives(JOBS));
        assertThat(cli.run("produce", file.toString()).exitCode()).isZero();

        try (var worker = new WorkerProcess(directory, environment, "run")) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> rows(databases) > JOBS + 50);
            worker.sendSigterm();

            assertThat(worker.awaitExit(40)).as(worker.err()).isZero();
            assertThat(worker.out()).startsWith("mysql: received ").endsWith("; stopped\n");
            assertThat(worker.err()).contains("stopping; a second signal ends the worker at once");
        }
        assertThat(rows(databases)).as("stopped in the middle").isLessThan(JOBS * 4L);

        assertThat(cli.run("run", "--until-caught-up").exitCode()).isZero();
        assertThat(rows(databases)).isEqualTo(JOBS * 4L);
    }

    @Test
    void aWorkerWhoseDatabaseIsDownWaitsAndStopsWhenTold() throws Exception {
        var databases = stack.createDatabases(SchemaFlavour.DIRACX, "cli_down");
        var environment = environment(databases);
        environment.replaceAll((name, value) ->
                name.startsWith("DIRACX_DB_URL_") ? value.replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:1") : value);

        try (var worker = new WorkerProcess(directory, environment, "run")) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> worker.err()
                                    .lines()
                                    .filter(line -> line.contains("mysql not ready"))
                                    .count()
                            >= 3);
            worker.sendSigterm();

            assertThat(worker.awaitExit(20)).isZero();
            assertThat(worker.err()).doesNotContain("\tat ");
        }
    }

    private Map<String, String> environment(Databases databases) {
        var environment = new HashMap<>(databases.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafkaBootstrapServers());
        environment.put("INGEST_STORES", "mysql");
        environment.put("INGEST_GROUP_ID", databases.jobDb());
        return environment;
    }

    private long rows(Databases databases) throws SQLException {
        try (var connection = stack.openRootConnection();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery("SELECT COUNT(*) FROM " + databases.jobLoggingDb() + ".LoggingInfo")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
