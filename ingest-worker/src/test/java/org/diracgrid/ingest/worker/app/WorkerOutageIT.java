package org.diracgrid.ingest.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A server that is down or dies is waited for; the worker neither ends nor loses or repeats anything. */
@ExtendWith(DevStackExtension.class)
class WorkerOutageIT {

    private static final int JOBS = 400;

    private final DevStack stack;

    @TempDir
    private Path directory;

    WorkerOutageIT(DevStack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void removeTopics() throws Exception {
        TestTopics.remove(stack);
    }

    @Test
    void aDatabaseThatDiesInTheMiddleIsWaitedFor() throws Exception {
        // Given
        var databases = databases("outage_db");
        var environment = environment(databases);
        load(environment);

        try (var worker = new WorkerProcess(directory, environment, "run", "--until-caught-up")) {
            soon().until(() -> rows(databases) > JOBS + 50);

            // When
            stack.kill(Part.MARIADB);
            soon().until(() -> worker.err().contains("store fails, trying again"));
            assertThat(rows(databases)).as("killed in the middle").isLessThan(JOBS * 4L); // starts it again

            // Then
            assertThat(worker.awaitExit(60)).as(worker.err()).isZero();
            assertThat(worker.err()).contains("store answers again");
            assertThat(worker.out()).contains(" + parked 0 + dropped 0 + in flight 0; ");
        }
        assertEverythingIsStoredOnce(databases);
    }

    @Test
    void aBrokerThatDiesInTheMiddleIsWaitedFor() throws Exception {
        // Given
        var databases = databases("outage_broker");
        var environment = environment(databases);
        load(environment);

        try (var worker = new WorkerProcess(directory, environment, "run", "--until-caught-up")) {
            soon().until(() -> rows(databases) > JOBS + 50);

            // When
            stack.kill(Part.KAFKA);
            assertThat(stack.kafkaBootstrapServers()).isNotBlank(); // starts it again

            // Then
            assertThat(worker.awaitExit(90)).as(worker.err()).isZero();
        }
        assertEverythingIsStoredOnce(databases);
    }

    @Test
    void aBrokerThatIsDownAtTheStartIsWaitedFor() throws Exception {
        // Given
        var environment = environment(databases("outage_start"));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        environment.put("INGEST_KAFKA_REQUEST_TIMEOUT_MS", "500");
        environment.put("INGEST_KAFKA_DEFAULT_API_TIMEOUT_MS", "1000");

        try (var worker = new WorkerProcess(directory, environment, "run")) {
            // When
            soon().until(() -> worker.err()
                            .lines()
                            .filter(line -> line.contains("kafka not ready"))
                            .count()
                    >= 2);
            worker.sendSigterm();

            // Then
            assertThat(worker.awaitExit(20)).isZero();
            assertThat(worker.err()).doesNotContain("\tat ");
        }
    }

    private Databases databases(String suffix) throws SQLException {
        var databases = stack.createDatabases(SchemaFlavour.DIRACX, suffix);
        for (int jobId = 1; jobId <= JOBS; jobId++) {
            TestJobs.insert(stack, databases, jobId);
        }
        return databases;
    }

    private void load(Map<String, String> environment) throws Exception {
        var cli = new Cli(environment);
        assertThat(cli.run("init", "--partitions", "3").exitCode()).isZero();
        var file = Files.writeString(directory.resolve("events.ndjson"), StatusLines.lives(JOBS));
        assertThat(cli.run("produce", file.toString()).exitCode()).isZero();
    }

    /** Small batches on one lane, so that there is a middle. */
    private Map<String, String> environment(Databases databases) {
        var environment = new HashMap<>(databases.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafkaBootstrapServers());
        environment.put("INGEST_STORES", "mysql");
        environment.put("INGEST_GROUP_ID", databases.jobDb());
        environment.put("INGEST_LANES", "1");
        environment.put("INGEST_BATCH_MAX_RECORDS", "5");
        environment.put("INGEST_RETRY_MAX_DELAY", "500ms");
        return environment;
    }

    private void assertEverythingIsStoredOnce(Databases databases) throws SQLException {
        assertThat(rows(databases)).isEqualTo(JOBS * 4L);
        assertThat(count(databases.jobDb() + ".Jobs WHERE Status = 'Done'")).isEqualTo(JOBS);
        assertThat(count(databases.jobLoggingDb() + ".LoggingInfo WHERE SeqNum > 4 OR StatusSource LIKE '%(SM)'"))
                .isZero();
    }

    private long rows(Databases databases) throws SQLException {
        return count(databases.jobLoggingDb() + ".LoggingInfo");
    }

    private long count(String what) throws SQLException {
        try (var connection = stack.openRootConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT COUNT(*) FROM " + what)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5));
    }
}
