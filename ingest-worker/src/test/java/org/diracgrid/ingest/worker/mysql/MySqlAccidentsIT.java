package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.Part;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.worker.mysql.CommitCutter.Cut;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What others do to a batch that is on its way: each has its code and its fate, leaves nothing behind, and is made up for. */
@ExtendWith(DevStackExtension.class)
class MySqlAccidentsIT {

    /** Locks wait for half as long. */
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(6);

    /**
     * The batch holds job 1 and waits for job 2, which another one has.
     *
     * @param beforehand done by root before the writer connects
     * @param meanwhile done by root while the batch waits; or, behind {@code other:}, by the one that is waited for
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            value = {
                "1205; -; -",
                "1213; -; other: SELECT * FROM {Jobs} WHERE JobID = 1 FOR UPDATE",
                "1317; -; KILL QUERY {id}",
                "CONNECTION; -; KILL {id}",
                "1969; SET GLOBAL max_statement_time = 1; -",
            })
    void storesAfterWaitingInVain(String code, String beforehand, String meanwhile, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "accidents");
                TestDatabase.Lock other = TestDatabase.lock(stack);
                WriterInTrouble writer = new WriterInTrouble(database, database.settings(STATEMENT_TIMEOUT))) {
            String jobs = database.jobDb() + ".Jobs";
            // Updates, and several: of two in a deadlock the server ends the one that did less.
            for (int i = 1; i <= 9; i++) {
                other.take("UPDATE " + jobs + " SET RescheduleCounter = " + i + " WHERE JobID = 2");
            }
            if (beforehand != null) {
                database.update(beforehand);
                writer.disconnect();
            }
            try {
                CompletableFuture<List<WriteOutcome>> batch = writer.start();
                String id = writer.awaitLockWait();
                if (meanwhile != null && meanwhile.startsWith("other: ")) {
                    other.take(meanwhile.substring(7).replace("{Jobs}", jobs));
                } else if (meanwhile != null) {
                    database.update(meanwhile.replace("{id}", id));
                }

                WriterInTrouble.fails(batch, Kind.TRANSIENT, code);
            } finally {
                other.release();
                database.update("SET GLOBAL max_statement_time = 0");
            }
            writer.leftNothingBehind();
            writer.storesOnce();
        }
    }

    /** Somebody who does not lock the job takes the number that the writer is about to use. */
    @Test
    void takesTheNextNumberWhenItsOwnWasTaken(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "accidents");
                TestDatabase.Lock other = TestDatabase.lock(stack);
                WriterInTrouble writer = new WriterInTrouble(database, database.settings(STATEMENT_TIMEOUT))) {
            other.take("INSERT INTO " + database.loggingDb() + ".LoggingInfo SELECT JobID, 2, Status, 'taken',"
                    + " ApplicationStatus, StatusTime, StatusTimeOrder, StatusSource FROM " + database.loggingDb()
                    + ".LoggingInfo WHERE JobID = 2");

            CompletableFuture<List<WriteOutcome>> batch = writer.start();
            writer.awaitLockWait();
            other.connection().commit();

            WriterInTrouble.fails(batch, Kind.TRANSIENT, "1062");
            assertThat(database.rows("SELECT MinorStatus FROM " + database.jobDb() + ".Jobs"))
                    .containsOnly("Init");
            writer.answers(WriteOutcome.Kind.STORED);
            writer.answers(WriteOutcome.Kind.SUPERSEDED);
            assertThat(database.rows("SELECT SeqNum, MinorStatus FROM " + database.loggingDb()
                            + ".LoggingInfo WHERE JobID = 2 ORDER BY SeqNum"))
                    .containsExactly("1|Init", "2|taken", "3|minor");
        }
    }

    /** A connection that ended while nobody used it is replaced, and no batch fails for it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"28800; KILL {id}", "1; DO 0"})
    void replacesAConnectionThatEndedWhileIdle(int waitTimeoutSeconds, String meanwhile, DevStack stack)
            throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "accidents");
                WriterInTrouble writer = new WriterInTrouble(database, database.settings(STATEMENT_TIMEOUT))) {
            writer.disconnect();
            database.update("SET GLOBAL wait_timeout = " + waitTimeoutSeconds);
            try {
                writer.connect();
            } finally {
                database.update("SET GLOBAL wait_timeout = 28800");
            }
            database.update(meanwhile.replace("{id}", writer.idleConnection()));
            await().atMost(Duration.ofSeconds(20)).until(() -> database.writerConnections() == 0);

            writer.storesOnce();
        }
    }

    @Test
    void storesWhenTheServerHasRoomAgain(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "accidents");
                WriterInTrouble writer = new WriterInTrouble(database, database.settings(STATEMENT_TIMEOUT))) {
            writer.disconnect();
            List<Connection> others = new ArrayList<>();
            String max = database.rows("SELECT @@GLOBAL.max_connections").get(0);
            database.update("SET GLOBAL max_connections = 10"); // The least that it takes.
            try {
                others.addAll(connectUntilRefused(database, 1040));

                writer.fails(Kind.TRANSIENT, "1040");
            } finally {
                closeAll(others);
                database.update("SET GLOBAL max_connections = " + max);
            }
            writer.leftNothingBehind();
            writer.storesOnce();
        }
    }

    @Test
    void storesWhenItsAccountHasRoomAgain(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "accidents");
                WriterInTrouble writer = new WriterInTrouble(database, database.settings(STATEMENT_TIMEOUT))) {
            String alter =
                    "ALTER USER '" + database.settings().jobDb().user() + "'@'127.0.0.1' WITH MAX_USER_CONNECTIONS ";
            writer.disconnect();
            List<Connection> others = new ArrayList<>();
            database.update(alter + 1);
            try {
                others.addAll(connectUntilRefused(database, 1226));

                writer.fails(Kind.TRANSIENT, "1226");
            } finally {
                closeAll(others);
                database.update(alter + 0);
            }
            writer.leftNothingBehind();
            writer.storesOnce();
        }
    }

    private static List<Connection> connectUntilRefused(TestDatabase database, int code) throws SQLException {
        DatabaseUrl url = database.settings().jobDb();
        List<Connection> connections = new ArrayList<>();
        while (connections.size() < 1000) {
            try {
                connections.add(DriverManager.getConnection(
                        "jdbc:mariadb://" + url.host() + ':' + url.port() + '/', url.user(), url.password()));
            } catch (SQLException e) {
                assertThat(e.getErrorCode()).as(e.getMessage()).isEqualTo(code);
                return connections;
            }
        }
        throw new AssertionError("never refused");
    }

    private static void closeAll(List<Connection> connections) throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }

    /** Nobody can undo that; with the databases made anew the same writer works again. */
    @Test
    void isFatalWithoutItsDatabase(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "accidents");
                WriterInTrouble writer = new WriterInTrouble(database, database.settings(STATEMENT_TIMEOUT))) {
            database.update("DROP DATABASE " + database.jobDb());

            writer.fails(Kind.FATAL, "1146");
            writer.disconnect();
            writer.fails(Kind.FATAL, "1049");

            try (TestDatabase restored = new TestDatabase(stack, SchemaFlavour.DIRACX, "accidents")) {
                restored.insertJobWithHistory(1, "Matched");
                restored.insertJobWithHistory(2, "Matched");
                writer.storesOnce();
            }
        }
    }

    /** Stopped in good order or crashed, in the middle of a batch: it is tried again until the server is back. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void storesWhenTheServerIsBack(boolean crash, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "accidents");
                WriterInTrouble writer = new WriterInTrouble(database, database.settings(STATEMENT_TIMEOUT))) {
            TestDatabase.lock(stack).take("SELECT * FROM " + database.jobDb() + ".Jobs WHERE JobID = 2 FOR UPDATE");
            CompletableFuture<List<WriteOutcome>> batch = writer.start();
            writer.awaitLockWait();
            if (crash) {
                stack.kill(Part.MARIADB);
            } else {
                stack.stop(Part.MARIADB);
            }

            WriterInTrouble.fails(batch, Kind.TRANSIENT, "CONNECTION");
            writer.fails(Kind.TRANSIENT, "CONNECTION");

            database.reconnect(); // Starts it again.
            writer.leftNothingBehind();
            writer.storesOnce();
        }
    }

    /** The connection is lost with the COMMIT, which took place or not. */
    @ParameterizedTest
    @EnumSource
    void makesUpForALostCommit(Cut cut, DevStack stack) throws Exception {
        Vertx network = Vertx.vertx();
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "accidents")) {
            MySqlSettings settings = database.settings(STATEMENT_TIMEOUT);
            CommitCutter cutter = CommitCutter.start(network, settings.jobDb());
            try (WriterInTrouble writer = new WriterInTrouble(
                    database,
                    new MySqlSettings(
                            cutter.through(settings.jobDb()),
                            cutter.through(settings.jobLoggingDb()),
                            null,
                            null,
                            1,
                            settings.connectTimeout(),
                            settings.statementTimeout(),
                            settings.fold()))) {
                cutter.cutNext(cut);

                writer.fails(Kind.TRANSIENT, "CONNECTION");

                assertThat(cutter.hasCut()).isTrue();
                if (cut == Cut.BEFORE) {
                    writer.leftNothingBehind();
                    writer.storesOnce();
                } else {
                    writer.isStoredOnce();
                }
            }
        } finally {
            network.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** More than the server takes at once is no matter of any one event: by itself, each is stored. */
    @Test
    void storesOneByOneWhatIsTooMuchAtOnce(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "accidents");
                WriterInTrouble writer = new WriterInTrouble(database, database.settings(STATEMENT_TIMEOUT))) {
            String max = database.rows("SELECT @@GLOBAL.max_allowed_packet").get(0);
            for (int jobId = 3; jobId <= 40; jobId++) {
                database.insertJobWithHistory(jobId, "Matched");
            }
            database.update("SET GLOBAL max_allowed_packet = 4096");
            try {
                writer.disconnect();

                WriterInTrouble.fails(writer.start(3, 40), Kind.UNCLASSIFIED, "1153");
                for (int jobId = 3; jobId <= 40; jobId++) {
                    assertThat(writer.start(jobId, jobId).get().get(0).kind()).isEqualTo(WriteOutcome.Kind.STORED);
                }
            } finally {
                database.update("SET GLOBAL max_allowed_packet = " + max);
            }
        }
    }
}
