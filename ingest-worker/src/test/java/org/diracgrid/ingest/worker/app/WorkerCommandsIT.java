package org.diracgrid.ingest.worker.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands one after another, as an operator uses them, on real servers. */
@ExtendWith(DevStackExtension.class)
class WorkerCommandsIT {

    private static final int JOBS = 50;

    private final DevStack stack;

    @TempDir
    private Path directory;

    WorkerCommandsIT(DevStack stack) {
        this.stack = stack;
    }

    /** All tests use the topics' real names, so each begins without them. */
    @BeforeEach
    void removeTopics() throws Exception {
        TestTopics.remove(stack);
    }

    @ParameterizedTest
    @EnumSource(SchemaFlavour.class)
    void eventsThatWereProducedAreInTheTables(SchemaFlavour flavour) throws Exception {
        var databases = stack.createDatabases(flavour, "cli_" + flavour.id());
        insertJobs(databases, JOBS);
        var cli = new Cli(environment(databases, "cli-" + flavour.id()));

        var first = cli.run("init", "--partitions", "3");
        assertThat(first.exitCode()).isZero();
        assertThat(first.out().lines())
                .hasSize(8)
                .allMatch(line -> line.endsWith(" created"))
                .contains("topic diracx.jobs.v1 created", "topic diracx.jobs.v1.dlq created");
        assertThat(cli.run("init").out().lines()).hasSize(8).allMatch(line -> line.endsWith(" exists"));

        var check = cli.run("check");
        assertThat(check.out())
                .contains("ok   topic diracx.jobs.v1: partitions: 3")
                .doesNotContain("FAIL");
        assertThat(check.exitCode()).isZero();

        var file = Files.writeString(directory.resolve("events.ndjson"), StatusLines.lives(JOBS));
        var produce = cli.run("produce", file.toString());
        assertThat(produce.err()).isEmpty();
        assertThat(produce.out()).isEqualTo("150 events sent to diracx.jobs.v1\n");

        var run = cli.run("run", "--until-caught-up");
        assertThat(run.err()).doesNotContain("Exception");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith("mysql: received 150 = stored 150 + superseded 0 + parked 0 + dropped 0 + in flight 0; ");
        assertThat(count(databases.jobDb(), "Jobs WHERE Status = 'Done' AND StartExecTime IS NOT NULL"))
                .isEqualTo(JOBS);
        assertThat(count(databases.jobLoggingDb(), "LoggingInfo")).isEqualTo(JOBS * 4);
        assertThat(count(databases.jobLoggingDb(), "LoggingInfo WHERE SeqNum = 4 AND Status = 'Done'"))
                .isEqualTo(JOBS);

        var again = cli.run("run", "--until-caught-up");
        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).startsWith("mysql: received 0 = ");

        var fromStart = new Cli(environment(databases, "cli-again-" + flavour.id())).run("run", "--until-caught-up");
        assertThat(fromStart.out()).startsWith("mysql: received 150 = stored 0 + superseded 150 + parked 0 + ");
        assertThat(count(databases.jobLoggingDb(), "LoggingInfo")).isEqualTo(JOBS * 4);
    }

    @Test
    void linesThatAreSentUncheckedKeepTheirBytesAndTheirSubjectAsKey() throws Exception {
        var databases = stack.createDatabases(SchemaFlavour.DIRACX, "cli_raw");
        var cli = new Cli(environment(databases, "cli-raw"));
        assertThat(cli.run("init", "--partitions", "1").exitCode()).isZero();
        var wide = "{\"subject\":\"7\",\"x\":\"" + "y".repeat(2 << 20) + "\"}";
        var wider = "z".repeat(5 << 20);
        var file = Files.writeString(
                directory.resolve("raw.ndjson"), "not json\n" + wide + "\n" + wider + "\n{\"subject\":\"8\"}");

        var produce = cli.run("produce", "--no-validate", file.toString());

        assertThat(produce.err()).isEmpty();
        assertThat(produce.out()).isEqualTo("4 events sent to diracx.jobs.v1\n");
        assertThat(TestTopics.read(stack, "diracx.jobs.v1"))
                .satisfiesExactly(
                        record -> assertThat(record).returns(null, ConsumerRecord::key),
                        record -> {
                            assertThat(new String(record.key(), UTF_8)).isEqualTo("7");
                            assertThat(record.value()).hasSize(wide.length());
                            assertThat(new String(
                                            record.headers()
                                                    .lastHeader("content-type")
                                                    .value(),
                                            UTF_8))
                                    .startsWith("application/cloudevents+json");
                        },
                        record -> assertThat(record.value()).hasSize(5 << 20),
                        record -> assertThat(new String(record.key(), UTF_8)).isEqualTo("8"));

        var run = cli.run("run", "--until-caught-up");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("parked 4 + dropped 0 + in flight 0; ");
        assertThat(TestTopics.read(stack, "diracx.jobs.v1.dlq"))
                .extracting(record -> record.value().length, TestTopics::reason)
                .containsExactlyInAnyOrder(
                        tuple(8, "BAD_JSON"),
                        tuple(wide.length(), "TOO_LARGE"),
                        tuple(5 << 20, "TOO_LARGE"),
                        tuple(15, "ENVELOPE_MISSING"));
    }

    @Test
    void untilCaughtUpSaysThatTopicsAreMissing() {
        var databases = stack.createDatabases(SchemaFlavour.DIRACX, "cli_none");

        var run = new Cli(environment(databases, "cli-none")).run("run", "--until-caught-up");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("ingest run: topics do not exist: diracx.jobs-applied.v1, diracx.jobs.v1, diracx.jobs.v1.dlq,"
                        + " diracx.pilots.v1, diracx.pilots.v1.dlq (create");
    }

    @Test
    void badCredentialsAndMissingTablesEndTheWorker() throws SQLException {
        var databases = stack.createDatabases(SchemaFlavour.DIRACX, "cli_bad");
        var environment = environment(databases, "cli-bad");
        var cli = new Cli(environment);
        cli.run("init");
        var wrong = new HashMap<>(environment);
        wrong.replaceAll((name, value) ->
                name.startsWith("DIRACX_DB_URL_") ? value.replaceFirst(":[^:@/]+@", ":wrong@") : value);

        var refused = new Cli(wrong).run("run");
        execute("DROP TABLE " + databases.jobLoggingDb() + ".LoggingInfo");
        var missing = cli.run("run");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("ingest run: mysql ", "Access denied");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("ingest run: mysql ", "LoggingInfo");
        var check = cli.run("check");
        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.out()).contains("FAIL").contains("LoggingInfo");
    }

    @ParameterizedTest
    @EnumSource(SchemaFlavour.class)
    void initMakesTablesInEmptyDatabasesOnly(SchemaFlavour flavour) throws SQLException {
        var other = flavour == SchemaFlavour.DIRAC ? SchemaFlavour.DIRACX : SchemaFlavour.DIRAC;
        var databases = stack.createDatabases(other, "cli_schema");
        for (var database : databases.environment().values()) {
            var name = database.substring(database.lastIndexOf('/') + 1);
            execute("DROP DATABASE " + name);
            execute("CREATE DATABASE " + name);
        }
        execute("GRANT ALL ON *.* TO " + user(databases));
        var cli = new Cli(environment(databases, "cli-schema"));

        var created = cli.run("init", "--schema", flavour.id());
        var exists = cli.run("init", "--schema", flavour.id());
        var differs = cli.run("init", "--schema", other.id());

        assertThat(created.err()).isEmpty();
        assertThat(created.out().lines())
                .containsExactlyInAnyOrder(
                        "tables of JobDB created, flavour " + flavour.id(),
                        "tables of JobLoggingDB created, flavour " + flavour.id(),
                        "tables of TaskQueueDB created, flavour " + flavour.id(),
                        "tables of PilotAgentsDB created, flavour " + flavour.id());
        assertThat(exists.out().lines()).hasSize(4).allMatch(line -> line.endsWith("exists, flavour " + flavour.id()));
        assertThat(differs.exitCode()).isEqualTo(1);
        assertThat(differs.err()).contains("exist and are not those of flavour " + other.id());
        assertThat(cli.run("check").out()).doesNotContain("FAIL JobDB");
    }

    private static String user(Databases databases) {
        var url = databases.environment().get("DIRACX_DB_URL_JOBDB");
        var name = url.replaceFirst(".*://([^:]+):.*", "$1");
        return "'" + name + "'@'127.0.0.1'";
    }

    private Map<String, String> environment(Databases databases, String group) {
        var environment = new HashMap<>(databases.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafkaBootstrapServers());
        environment.put("INGEST_STORES", "mysql");
        environment.put("INGEST_GROUP_ID", group);
        return environment;
    }

    /** Jobs as DiracX leaves them after submission: Waiting, with one row of history. */
    private void insertJobs(Databases databases, int count) throws SQLException {
        for (int jobId = 1; jobId <= count; jobId++) {
            TestJobs.insert(stack, databases, jobId);
        }
    }

    private long count(String database, String what) throws SQLException {
        try (var connection = stack.openRootConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT COUNT(*) FROM " + database + "." + what)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = stack.openRootConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
