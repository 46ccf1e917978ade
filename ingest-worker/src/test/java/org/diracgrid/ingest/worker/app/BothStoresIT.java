package org.diracgrid.ingest.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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

/** One worker with both pipelines: what the tables and the documents have in the end, and who waits for whom. */
@ExtendWith(DevStackExtension.class)
class BothStoresIT {

    private static final int JOBS = 20;

    private final DevStack stack;

    @TempDir
    private Path directory;

    BothStoresIT(DevStack stack) {
        this.stack = stack;
    }

    /** Jobs go by the same numbers in every test, whatever their VO. */
    @BeforeEach
    void removeTopicsAndDocuments() throws Exception {
        TestTopics.remove(stack);
        var indices = URI.create(stack.openSearchUrl() + "/job_parameters*");
        var answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(indices).DELETE().build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void tablesAndDocumentsTellTheSame() throws Exception {
        // Given
        var databases = databases("both");
        var cli = new Cli(environment(databases));
        assertThat(cli.run("init", "--partitions", "3", "--templates").exitCode())
                .isZero();
        assertThat(cli.run("init", "--templates").out()).isEqualTo("index template job_parameters exists\n");
        assertThat(cli.run("check").out())
                .contains("ok   opensearch: answers", "ok   JobDB: tells the VO of a job")
                .doesNotContain("FAIL");
        produce(cli);

        // When
        var run = cli.run("run", "--until-caught-up");

        // Then
        assertThat(run.err()).doesNotContain("Exception");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("mysql: received 100 = stored 100 + superseded 0 + parked 0 + "))
                .anyMatch(line -> line.startsWith("opensearch: received ") && line.contains(" + parked 0 + dropped 0"));
        assertThat(count(databases.jobDb() + ".Jobs WHERE Status = 'Done' AND JobName = 'renamed'"))
                .isEqualTo(JOBS);
        assertThat(count(databases.jobDb() + ".HeartBeatLoggingInfo WHERE Name = 'LoadAverage'"))
                .isEqualTo(JOBS);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> cli.run("params", "1").exitCode() == 0); // found after the server's refresh
        assertThat(cli.run("params", "--name", "HostName", "--name", "Status", "--name", "StandardOutput", "1", "20")
                        .out())
                .isEqualTo("""
                        {"HostName":"wn1","JobID":1,"StandardOutput":"hello","Status":"Done"}
                        {"HostName":"wn20","JobID":20,"StandardOutput":"hello","Status":"Done"}
                        """);
        var unknown = cli.run("params", "21");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).isEqualTo("ingest params: job 21 has no parameters\n");
    }

    @Test
    void openSearchThatIsAwayKeepsTheTablesWaitingForNothing() throws Exception {
        // Given
        var databases = databases("both_alone");
        var environment = environment(databases);
        var cli = new Cli(environment);
        assertThat(cli.run("init", "--partitions", "3").exitCode()).isZero();
        produce(cli);
        environment.put("DIRACX_OS_DB_JOBPARAMETERSDB", "{\"hosts\":\"127.0.0.1:1\"}");

        try (var worker = new WorkerProcess(directory, environment, "run")) {
            // When
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> count(databases.jobDb() + ".Jobs WHERE Status = 'Done'") == JOBS
                            && worker.err().contains("opensearch not ready, trying again"));
            worker.sendSigterm();

            // Then
            assertThat(worker.awaitExit(30)).as(worker.err()).isZero();
            assertThat(worker.out()).contains("mysql: received 100 = stored 100 + ", "opensearch: received 0 = ");
        }

        // When it is back
        var again = new Cli(environment(databases));
        var run = again.run("run", "--until-caught-up", "--stores", "opensearch");

        // Then
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("opensearch: received ").hasLineCount(1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> again.run("params", "--name", "Status", "7").out().contains("\"Status\":\"Done\""));
    }

    @Test
    void whatCanNeverWorkEndsBothPipelines() throws Exception {
        // Given
        var databases = databases("both_fatal");
        var environment = environment(databases);
        assertThat(new Cli(environment).run("init").exitCode()).isZero();
        environment.replaceAll((name, value) ->
                name.startsWith("DIRACX_DB_URL_") ? value.replaceFirst(":[^:@/]+@", ":wrong@") : value);

        // When
        var run = new Cli(environment).run("run");

        // Then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("ingest run: mysql ", "Access denied");
    }

    /** Five events of every job, of all kinds. */
    private void produce(Cli cli) throws Exception {
        var lines = new StringBuilder(StatusLines.lives(JOBS));
        for (int jobId = 1; jobId <= JOBS; jobId++) {
            lines.append(StatusLines.event(
                    jobId, "job.heartbeat", 20, "\"Data\":{\"LoadAverage\":2.5,\"StandardOutput\":\"hello\"}"));
            lines.append(StatusLines.event(
                    jobId,
                    "job.metadata",
                    21,
                    "\"Metadata\":{\"JobName\":\"renamed\",\"HostName\":\"wn" + jobId + "\"}"));
        }
        var file = Files.writeString(directory.resolve("events.ndjson"), lines);
        assertThat(cli.run("produce", file.toString()).exitCode()).isZero();
    }

    private Databases databases(String suffix) throws SQLException {
        var databases = stack.createDatabases(SchemaFlavour.DIRACX, suffix);
        for (int jobId = 1; jobId <= JOBS; jobId++) {
            TestJobs.insert(stack, databases, jobId);
        }
        try (var connection = stack.openRootConnection();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE " + databases.jobDb() + ".Jobs SET VO = '" + suffix + "'"); // names the index
        }
        return databases;
    }

    private Map<String, String> environment(Databases databases) {
        var environment = new HashMap<>(databases.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafkaBootstrapServers());
        environment.put("DIRACX_OS_DB_JOBPARAMETERSDB", "{\"hosts\":\"" + stack.openSearchUrl() + "\"}");
        environment.put("INGEST_GROUP_ID", databases.jobDb());
        return environment;
    }

    private long count(String what) throws SQLException {
        try (var connection = stack.openRootConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT COUNT(*) FROM " + what)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
