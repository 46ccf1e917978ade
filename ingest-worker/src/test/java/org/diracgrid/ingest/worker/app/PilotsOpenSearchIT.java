package org.diracgrid.ingest.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs and parameters of pilots from the topic to what a user reads, on real servers. */
@ExtendWith(DevStackExtension.class)
class PilotsOpenSearchIT {

    private final DevStack stack;
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    PilotsOpenSearchIT(DevStack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void removeTopicsAndDocuments() throws Exception {
        TestTopics.remove(stack);
        for (var family : new String[] {"pilot_logs", "pilot_parameters"}) {
            assertThat(send("DELETE", '/' + family + '*').statusCode()).isEqualTo(200);
        }
    }

    @Test
    void printsWhatAPilotHasLogged() throws Exception {
        // Given
        var databases = stack.createDatabases(SchemaFlavour.DIRACX, "logs");
        insertPilot(databases, 17, "pilot-a");
        var cli = new Cli(environment(databases));
        assertThat(cli.run("init", "--partitions", "3", "--templates").exitCode())
                .isZero();
        assertThat(cli.run("init", "--templates").out())
                .contains("index template ingest_pilot_logs exists", "index template ingest_pilot_parameters exists");
        assertThat(cli.run("check").out())
                .contains(
                        "ok   PilotAgentsDB: tells the pilot of a stamp",
                        "ok   index template ingest_pilot_logs: exists")
                .doesNotContain("FAIL");
        produce(
                cli,
                log("pilot-a", 1, "\"Lines\":[" + line("11:59:02.000001", "ERROR", "no proxy") + "]"),
                log(
                        "pilot-a",
                        0,
                        "\"Raw\":\"2026-06-01T11:59:00.000123Z INFO [Pilot] first\\nits second line\\n"
                                + "2026-06-01T11:59:01Z WARNING [InstallDIRAC] third\\n\""),
                log("pilot-a", 5, "\"Lines\":[" + line("11:59:03.5", "INFO", "last") + "],\"Final\":true"),
                event("pilot.parameters", "pilot-a", "\"Parameters\":{\"HostName\":\"wn1\",\"Mine\":[1]}"));

        // When
        var run = runOpenSearch(cli);

        // Then
        assertThat(run)
                .contains("opensearch: received 4 = stored 4 + superseded 0 + parked 0 ")
                .contains("pilot logs: 5 lines, 0 of them of unknown pilots; messages: ");
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> cli.run("logs", "pilot-a").exitCode() == 0); // found after the server's refresh
        assertThat(cli.run("logs", "pilot-a").out()).isEqualTo("""
                2026-06-01T11:59:00.000123Z INFO [Pilot] first
                2026-06-01T11:59:00.000123Z INFO [Pilot] its second line
                2026-06-01T11:59:01.000000Z WARNING [InstallDIRAC] third
                2026-06-01T11:59:02.000001Z ERROR [Test] no proxy
                2026-06-01T11:59:03.500000Z INFO [Test] last
                """);
        assertThat(cli.run("logs", "--grep", "ine", "--severity", "INFO", "pilot-a")
                        .out())
                .isEqualTo("2026-06-01T11:59:00.000123Z INFO [Pilot] its second line\n");
        assertThat(cli.run(
                                "logs",
                                "--since",
                                "2026-06-01T11:59:01Z",
                                "--until",
                                "2026-06-01T13:59:02.000001+02:00",
                                "--json",
                                "pilot-a")
                        .out())
                .contains("\"Message\":\"third\"", "\"PilotID\":17", "\"VO\":\"LHCb\"", "\"Seq\":0", "\"Line\":2")
                .hasLineCount(1);
        var none = cli.run("logs", "--grep", "Last", "pilot-a");
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.err()).isEqualTo("ingest logs: no line of pilot pilot-a was found\n");
        assertThat(send("GET", "/pilot_parameters_lhcb_0m/_doc/17").body()).contains("\"HostName\":\"wn1\"");

        // When the same topics are read once more
        var before = count("pilot_logs*");
        var again = new HashMap<>(environment(databases));
        again.put("INGEST_GROUP_ID", "again");
        var second = runOpenSearch(new Cli(again));

        // Then
        assertThat(second).contains("stored 1 + superseded 3 + parked 0");
        assertThat(count("pilot_logs*")).isEqualTo(before).isEqualTo(5);
    }

    /** Also what comes late, and nothing twice. */
    @Test
    void followsALogAsItGrows() throws Exception {
        var databases = stack.createDatabases(SchemaFlavour.DIRACX, "follow");
        insertPilot(databases, 17, "pilot-f");
        var environment = environment(databases);
        var cli = new Cli(environment);
        assertThat(cli.run("init", "--topics", "--templates").exitCode()).isZero();
        try (var follower = new WorkerProcess(directory, environment, "logs", "--follow", "pilot-f")) {
            produce(cli, log("pilot-f", 0, "\"Lines\":[" + line("11:59:02", "INFO", "first") + "]"));
            runOpenSearch(cli);
            awaitPrinted(follower, "first");

            produce(
                    cli,
                    log("pilot-f", 2, "\"Lines\":[" + line("11:59:03", "INFO", "third") + "]"),
                    log("pilot-f", 1, "\"Lines\":[" + line("11:59:01", "INFO", "second") + "]"));
            runOpenSearch(cli);
            awaitPrinted(follower, "second");
            awaitPrinted(follower, "third");

            follower.sendSigterm();
            assertThat(follower.awaitExit(30)).as(follower.err()).isZero();
            assertThat(follower.out()).isEqualTo("""
                    2026-06-01T11:59:02.000000Z INFO [Test] first
                    2026-06-01T11:59:01.000000Z INFO [Test] second
                    2026-06-01T11:59:03.000000Z INFO [Test] third
                    """);
        }
    }

    /** Lines that overtake the registration of their pilot wait for it; those of no pilot follow the policy. */
    @ParameterizedTest
    @CsvSource({"store, 1, 0", "reject, 0, 1", "retry, 0, 0"})
    void waitsForThePilotAndThenFollowsThePolicy(String policy, int stored, int parked) throws Exception {
        // Given
        var databases = stack.createDatabases(SchemaFlavour.DIRAC, "policy_" + policy);
        insertPilot(databases, 1_000_001, "known");
        var environment = environment(databases);
        environment.put("INGEST_PILOTLOGS_UNKNOWN_PILOT", policy);
        environment.put("INGEST_PILOTS_NOT_FOUND_GRACE", "6s");
        var cli = new Cli(environment);
        assertThat(cli.run("init", "--partitions", "1", "--templates").exitCode())
                .isZero();
        try (var worker = new WorkerProcess(directory, environment, "run", "--stores", "opensearch")) {
            awaitRunning(worker);

            // When
            produce(
                    cli,
                    log("nobody", 0, "\"Lines\":[" + line("11:59:00", "INFO", "of nobody") + "]"),
                    log("late", 0, "\"Lines\":[" + line("11:59:00", "INFO", "of a late one") + "]"),
                    log("known", 0, "\"Lines\":[" + line("11:59:00", "INFO", "of a known one") + "]"));
            awaitCount("pilot_logs_lhcb_1m", 1); // the neighbour waits for nobody
            insertPilot(databases, 18, "late");

            // Then
            awaitCount("pilot_logs_lhcb_0m", 1);
            if (stored + parked > 0) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> count("pilot_logs_lhcb_-1m")
                                        + TestTopics.read(stack, "diracx.pilot-logs.v1.dlq")
                                                .size()
                                == 1);
            } else {
                Awaitility.await()
                        .during(Duration.ofSeconds(8))
                        .atMost(Duration.ofSeconds(9))
                        .until(() -> count("pilot_logs*") == 2);
                insertPilot(databases, 2_000_000, "nobody");
                awaitCount("pilot_logs_lhcb_2m", 1); // it has waited on, beyond the grace
            }
            assertThat(count("pilot_logs_lhcb_-1m")).isEqualTo(stored);
            assertThat(TestTopics.read(stack, "diracx.pilot-logs.v1.dlq").size())
                    .isEqualTo(parked);
            worker.sendSigterm();
            assertThat(worker.awaitExit(30)).as(worker.err()).isZero();
        }
    }

    @Test
    void leavesPilotsAloneWhereThereIsNoDatabaseForThem() throws Exception {
        var databases = stack.createDatabases(SchemaFlavour.DIRACX, "no_pilots");
        var environment = environment(databases);
        environment.remove("DIRACX_OS_DB_PILOTLOGSDB");
        environment.remove("DIRACX_OS_DB_PILOTPARAMETERSDB");
        environment.remove("DIRACX_DB_URL_PILOTAGENTSDB");
        var cli = new Cli(environment);
        assertThat(cli.run("init", "--topics", "--templates").exitCode()).isZero();
        produce(cli, log("a", 0, "\"Lines\":[" + line("11:59:00", "INFO", "m") + "]"));

        assertThat(cli.run("check").out())
                .contains("ok   PilotLogsDB: DIRACX_OS_DB_PILOTLOGSDB is not set: pilots' logs are not read")
                .doesNotContain("FAIL");
        assertThat(runOpenSearch(cli)).startsWith("opensearch: received 0 = ").hasLineCount(1);
    }

    private static String runOpenSearch(Cli cli) {
        var run = cli.run("run", "--until-caught-up", "--stores", "opensearch");
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    private static void awaitPrinted(WorkerProcess follower, String message) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(follower.out()).as(follower.err()).contains(message));
    }

    private static void awaitRunning(WorkerProcess worker) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> worker.err().contains("opensearch: "));
    }

    private void awaitCount(String index, long lines) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> count(index) == lines);
    }

    private static String line(String time, String severity, String message) {
        return "{\"timestamp\":\"2026-06-01T" + time + "Z\",\"severity\":\"" + severity + "\",\"message\":\"" + message
                + "\",\"scope\":\"Test\"}";
    }

    private static String log(String stamp, int sequence, String lines) {
        return event("pilot.log", stamp, "\"VO\":\"LHCb\",\"Seq\":" + sequence + ',' + lines);
    }

    private static String event(String type, String stamp, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + type + data.hashCode()
                + "\",\"source\":\"/t\",\"type\":\"org.diracgrid." + type
                + ".v1\",\"time\":\"2026-06-01T12:00:00Z\",\"subject\":\"" + stamp
                + "\",\"datacontenttype\":\"application/json\",\"data\":{\"PilotStamp\":\"" + stamp + "\"," + data
                + "}}\n";
    }

    private void produce(Cli cli, String... events) throws IOException {
        var file = Files.writeString(directory.resolve("events.ndjson"), String.join("", events));
        var produced = cli.run("produce", file.toString());
        assertThat(produced.exitCode()).as(produced.err()).isZero();
    }

    private void insertPilot(Databases databases, long pilotId, String stamp) throws SQLException {
        try (var connection = stack.openRootConnection();
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO " + databases.pilotAgentsDb() + ".PilotAgents (PilotID, InitialJobID,"
                    + " CurrentJobID, PilotJobReference, PilotStamp, DestinationSite, Queue, GridSite, VO, GridType,"
                    + " BenchMark, Status, StatusReason, AccountingSent) VALUES (" + pilotId + ", 0, 0, 'r', '" + stamp
                    + "', 'NotAssigned', 'Unknown', 'Unknown', 'LHCb', 'DIRAC', 0, 'Submitted', 'Unknown', 'False')");
        }
    }

    private Map<String, String> environment(Databases databases) {
        var environment = new HashMap<>(databases.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafkaBootstrapServers());
        for (var name : new String[] {"JOBPARAMETERSDB", "PILOTLOGSDB", "PILOTPARAMETERSDB"}) {
            environment.put("DIRACX_OS_DB_" + name, "{\"hosts\":\"" + stack.openSearchUrl() + "\"}");
        }
        environment.put("INGEST_GROUP_ID", databases.jobDb());
        return environment;
    }

    /** Documents of all indices that match; 0 where there is none. */
    private long count(String indices) throws Exception {
        send("POST", '/' + indices + "/_refresh?ignore_unavailable=true");
        var body =
                send("GET", '/' + indices + "/_count?ignore_unavailable=true").body();
        Matcher count = Pattern.compile("\"count\":(\\d+)").matcher(body);
        return count.find() ? Long.parseLong(count.group(1)) : 0;
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(stack.openSearchUrl() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
