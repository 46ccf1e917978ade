package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.lifecycle.FoldOptions;
import org.diracgrid.ingest.worker.mysql.SchemaReport.Level;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is wrong with a server is said before anything is written to it. */
@ExtendWith(DevStackExtension.class)
class MySqlStoreIT {

    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @EnumSource
    void findsTheFlavourUsable(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "usable")) {
            SchemaReport report = lane.get(() -> MySqlStore.check(vertx, database.settings()));

            assertThat(report.isUsable()).as(report.toString()).isTrue();
            assertThat(report.findings())
                    .filteredOn(finding -> finding.level() != Level.OK)
                    .singleElement()
                    .asString()
                    .contains(
                            "PilotAgents: no index on PilotStamp",
                            "CREATE INDEX PilotStamp ON `" + database.pilotDb() + "`.`PilotAgents` (PilotStamp)");
            assertThat(report.findings().stream().map(SchemaReport.Finding::text))
                    .anyMatch(text -> text.startsWith("MariaDB "))
                    .contains(
                            "DATETIME columns cut fractions of a second",
                            flavour == SchemaFlavour.DIRACX
                                    ? "key (PilotID, JobID)"
                                    : "no key: the worker looks a pair up before it stores it",
                            flavour == SchemaFlavour.DIRACX
                                    ? "StatusTimeOrder is decimal (DiracX's schema)"
                                    : "StatusTimeOrder is double (DIRAC's schema)",
                            flavour == SchemaFlavour.DIRACX
                                    ? "key (JobID, ReceptionTime)"
                                    : "key (JobID, Arguments, ReceptionTime)",
                            flavour == SchemaFlavour.DIRACX ? "InnoDB, utf8mb4" : "InnoDB, latin1");
            await().atMost(Duration.ofSeconds(5)).until(() -> database.writerConnections() == 0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "DROP TABLE {logging}.LoggingInfo; the table is missing",
                "ALTER TABLE {logging}.LoggingInfo DROP COLUMN StatusSource; no text column StatusSource",
                "ALTER TABLE {logging}.LoggingInfo MODIFY StatusTimeOrder BIGINT; StatusTimeOrder is bigint",
                "ALTER TABLE {jobs}.Jobs DROP COLUMN HeartBeatTime; HeartBeatTime",
                "ALTER TABLE {logging}.LoggingInfo ENGINE = MyISAM; engine is MyISAM",
                "ALTER TABLE {logging}.LoggingInfo MODIFY MinorStatus VARCHAR(128) CHARACTER SET sjis; sjis",
                "REVOKE INSERT ON `{logging}`.* FROM {user}; INSERT command denied",
                "REVOKE UPDATE ON `{jobs}`.* FROM {user}; UPDATE command denied",
                "REVOKE INSERT ON `{jobs}`.* FROM {user}; INSERT command denied",
                "REVOKE DELETE ON `{queues}`.* FROM {user}; DELETE command denied",
                "REVOKE SELECT ON `{logging}`.* FROM {user}; SELECT command denied",
                "DROP TABLE {pilots}.PilotOutput; PilotOutput: the table is missing",
                "ALTER TABLE {pilots}.PilotOutput DROP PRIMARY KEY, MODIFY PilotID INT; its key is not (PilotID)",
                "ALTER TABLE {pilots}.PilotAgents DROP COLUMN BenchMark; BenchMark",
                "ALTER TABLE {pilots}.PilotAgents DROP COLUMN VO; no text column VO",
                "ALTER TABLE {pilots}.JobToPilotMapping ENGINE = MyISAM; engine is MyISAM",
                "REVOKE INSERT ON `{pilots}`.* FROM {user}; INSERT command denied",
                "REVOKE UPDATE ON `{pilots}`.* FROM {user}; UPDATE command denied",
                "REVOKE SELECT ON `{pilots}`.* FROM {user}; SELECT command denied",
            })
    void refusesToRunOn(String damage, String problem, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "damaged")) {
            database.update(
                    damage.contains("REVOKE")
                            ? damage.replace("{logging}", escaped(database.loggingDb()))
                                    .replace("{jobs}", escaped(database.jobDb()))
                                    .replace("{queues}", escaped(database.taskQueueDb()))
                                    .replace("{pilots}", escaped(database.pilotDb()))
                                    .replace(
                                            "{user}",
                                            "'" + database.settings().jobDb().user() + "'@'127.0.0.1'")
                            : damage.replace("{logging}", database.loggingDb())
                                    .replace("{jobs}", database.jobDb())
                                    .replace("{pilots}", database.pilotDb()));

            StoreException failure = openFails(database.settings());

            assertThat(failure.failure().kind()).isEqualTo(Kind.FATAL);
            assertThat(failure.failure().message()).contains(problem);
            await().atMost(Duration.ofSeconds(5)).until(() -> database.writerConnections() == 0);
        }
    }

    @Test
    void tellsAWrongAccountFromAServerThatIsAway(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "account")) {
            DatabaseUrl url = database.settings().jobDb();
            String wrongPassword = "mysql+aiomysql://" + url.user() + ":wrong@127.0.0.1:" + url.port() + "/";

            assertThat(openFails(settings(wrongPassword)).failure())
                    .matches(
                            failure -> failure.kind() == Kind.FATAL
                                    && failure.code().equals("1045"),
                            "access denied");
            assertThat(openFails(settings("mysql+aiomysql://u:p@127.0.0.1:" + closedPort() + "/"))
                            .failure()
                            .kind())
                    .isEqualTo(Kind.TRANSIENT);
        }
    }

    /** A server that accepts and then says nothing. */
    @Test
    void doesNotWaitForEver() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StoreException failure =
                    openFails(settings("mysql+aiomysql://u:p@127.0.0.1:" + silent.getLocalPort() + "/"));

            assertThat(failure.failure().kind()).isEqualTo(Kind.TRANSIENT);
            assertThat(failure.failure().code()).isEqualTo("TIMEOUT");
        }
    }

    @Test
    void refusesAUnixSocketThatItCannotOpen() {
        MySqlSettings settings = settings("mysql+aiomysql:///", "?unix_socket=/run/mysqld.sock");

        assertThatThrownBy(() -> MySqlStore.open(vertx, settings, InstantSource.system()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("native transport");
    }

    @Test
    void leavesTaskQueuesAloneWithoutTheirDatabase(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "alone")) {
            database.insertJobWithHistory(1, "Running");
            MySqlSettings all = database.settings();
            MySqlSettings settings = new MySqlSettings(
                    all.jobDb(),
                    all.jobLoggingDb(),
                    null,
                    null,
                    1,
                    all.connectTimeout(),
                    all.statementTimeout(),
                    all.fold());

            MySqlStore store = lane.get(() -> MySqlStore.open(vertx, settings, InstantSource.system()));

            assertThat(store.report().findings()).anyMatch(finding -> finding.level() == Level.WARNING);
            assertThat(lane.write(store.writer(), List.of(Events.status(1, 1, JobStatus.KILLED))))
                    .containsExactly(WriteOutcome.Stored.INSTANCE);
        }
    }

    private StoreException openFails(MySqlSettings settings) throws Exception {
        try {
            lane.get(() -> MySqlStore.open(vertx, settings, InstantSource.system()));
        } catch (StoreException e) {
            return e;
        }
        throw new AssertionError("the store opened");
    }

    private static MySqlSettings settings(String server) {
        return settings(server, "");
    }

    private static MySqlSettings settings(String server, String query) {
        return new MySqlSettings(
                DatabaseUrl.parse(server + "JobDB" + query),
                DatabaseUrl.parse(server + "JobLoggingDB" + query),
                null,
                null,
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                FoldOptions.DEFAULTS);
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String escaped(String database) {
        return database.replace("_", "\\_");
    }
}
