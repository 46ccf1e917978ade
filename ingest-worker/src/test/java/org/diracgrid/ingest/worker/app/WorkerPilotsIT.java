package org.diracgrid.ingest.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/** Events of pilots from the topic to the tables, with the commands that an operator uses, on real servers. */
@ExtendWith(DevStackExtension.class)
class WorkerPilotsIT {

    private static final String PILOT_URL = "DIRACX_DB_URL_PILOTAGENTSDB";

    private final DevStack stack;

    @TempDir
    private Path directory;

    WorkerPilotsIT(DevStack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void removeTopics() throws Exception {
        TestTopics.remove(stack);
    }

    /** An event that comes before its pilot is parked when its grace is over, and what is behind it follows. */
    @ParameterizedTest
    @EnumSource
    void pilotsThatWereProducedAreInTheTables(SchemaFlavour flavour) throws Exception {
        var databases = stack.createDatabases(flavour, "pilots_" + flavour.id());
        var environment = environment(databases, "pilots-" + flavour.id());
        environment.put("INGEST_PILOTS_NOT_FOUND_GRACE", "0ms");
        environment.put("INGEST_JOBS_NOT_FOUND_GRACE", "1h");
        environment.put("INGEST_PILOTS_ALLOWED_VOS", "lhcb, belle");
        var cli = new Cli(environment);
        cli.run("init", "--partitions", "2");
        produce(
                cli,
                event("metadata", "abc", "'Metadata':{'Status':'Waiting'}"),
                event("registered", "abc", "'VO':'lhcb','GridType':'HTCondorCE'"),
                event("metadata", "abc", "'Metadata':{'Status':'Running','BenchMark':12.5}"),
                event("jobs-assigned", "abc", "'JobIDs':[7,8]"),
                event("registered", "def", "'VO':'cta'"));

        var run = cli.run("run", "--until-caught-up");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("mysql: received 5 = stored 3 + superseded 0 + parked 2 + ");
        assertThat(rows("SELECT CONCAT_WS(' ', PilotStamp, VO, GridType, Status, BenchMark) FROM "
                        + databases.pilotAgentsDb() + ".PilotAgents"))
                .containsExactly("abc lhcb HTCondorCE Running 12.5");
        assertThat(rows("SELECT JobID FROM " + databases.pilotAgentsDb() + ".JobToPilotMapping ORDER BY JobID"))
                .containsExactly("7", "8");
        assertThat(TestTopics.read(stack, "diracx.pilots.v1.dlq"))
                .extracting(TestTopics::reason)
                .containsExactlyInAnyOrder("PILOT_NOT_FOUND", "BAD_VO");
    }

    /** Without a place for them, events of pilots are neither written nor lost. */
    @Test
    void pilotsWaitInTheirTopicUntilTheirDatabaseIsConfigured() throws Exception {
        var databases = stack.createDatabases(SchemaFlavour.DIRACX, "pilots_later");
        var environment = environment(databases, "pilots-later");
        var without = new HashMap<>(environment);
        without.remove(PILOT_URL);
        var cli = new Cli(environment);
        cli.run("init", "--partitions", "1");
        produce(cli, event("registered", "abc", "'VO':'lhcb'"));

        assertThat(new Cli(without).run("check").out())
                .contains("warn PilotAgentsDB: not configured: events of pilots are not read, they stay in their topic")
                .doesNotContain("FAIL");
        assertThat(cli.run("check").out())
                .contains("warn " + databases.pilotAgentsDb() + ".PilotAgents: no index on PilotStamp", "CREATE INDEX")
                .doesNotContain("FAIL");
        assertThat(new Cli(without).run("run", "--until-caught-up").out()).startsWith("mysql: received 0 = ");
        assertThat(cli.run("run", "--until-caught-up").out()).startsWith("mysql: received 1 = stored 1 + ");
    }

    private void produce(Cli cli, String... events) throws Exception {
        var file = Files.writeString(directory.resolve("pilots.ndjson"), String.join("\n", events));
        var produce = cli.run("produce", file.toString());
        assertThat(produce.err()).isEmpty();
    }

    private static String event(String type, String stamp, String members) {
        return ("{'specversion':'1.0','id':'1','source':'/test','type':'org.diracgrid.pilot." + type
                        + ".v1','time':'2026-06-01T12:00:00Z','subject':'" + stamp + "','datacontenttype':"
                        + "'application/json','data':{'PilotStamp':'" + stamp + "'," + members + "}}")
                .replace('\'', '"');
    }

    private Map<String, String> environment(Databases databases, String group) {
        var environment = new HashMap<>(databases.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafkaBootstrapServers());
        environment.put("INGEST_STORES", "mysql");
        environment.put("INGEST_GROUP_ID", group);
        return environment;
    }

    private List<String> rows(String sql) throws SQLException {
        try (var connection = stack.openRootConnection();
                var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            var rows = new ArrayList<String>();
            while (found.next()) {
                rows.add(found.getString(1));
            }
            return rows;
        }
    }
}
