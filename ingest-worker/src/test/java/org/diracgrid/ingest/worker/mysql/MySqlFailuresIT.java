package org.diracgrid.ingest.worker.mysql;

import java.time.Duration;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What {@link MySqlFailuresTest} says of a code holds where the code comes from: something is done to the server under a running
 * writer, the batch fails with this code and this fate and leaves nothing behind, what was done is undone, and the same writer
 * stores the batch.
 */
@ExtendWith(DevStackExtension.class)
class MySqlFailuresIT {

    /** Statements are separated by {@code " / "}; {@code NEW} makes the writer connect anew. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "TRANSIENT; 1290; SET GLOBAL read_only = 1;          SET GLOBAL read_only = 0",
                "TRANSIENT; 1792; SET GLOBAL tx_read_only = 1 / NEW; SET GLOBAL tx_read_only = 0 / NEW",
                "TRANSIENT; 1226; ALTER USER {u} WITH MAX_QUERIES_PER_HOUR 2 / NEW; ALTER USER {u} WITH MAX_QUERIES_PER_HOUR 0 / NEW",
                "FATAL;     1044; REVOKE ALL ON `{j}`.* FROM {u} / NEW;    GRANT SELECT, INSERT, UPDATE ON `{j}`.* TO {u}",
                "FATAL;     1045; SET PASSWORD FOR {u} = PASSWORD('x') / NEW; SET PASSWORD FOR {u} = PASSWORD('{p}')",
                "FATAL;     1142; REVOKE INSERT ON `{l}`.* FROM {u};       GRANT INSERT ON `{l}`.* TO {u}",
                "FATAL;     1142; REVOKE UPDATE ON `{j}`.* FROM {u} / NEW; GRANT UPDATE ON `{j}`.* TO {u} / NEW",
                "FATAL;     1143; REVOKE SELECT ON `{j}`.* FROM {u} / GRANT SELECT (JobID) ON {Jobs} TO {u} / NEW;"
                        + " REVOKE SELECT (JobID) ON {Jobs} FROM {u} / GRANT SELECT ON `{j}`.* TO {u} / NEW",
                "FATAL;     4151; ALTER USER {u} ACCOUNT LOCK / NEW;       ALTER USER {u} ACCOUNT UNLOCK",
                "FATAL;     1820; ALTER USER {u} PASSWORD EXPIRE / NEW;    SET PASSWORD FOR {u} = PASSWORD('{p}')",
                "FATAL;     1146; RENAME TABLE {Log} TO {Log}2;            RENAME TABLE {Log}2 TO {Log}",
                "FATAL;     1146; RENAME TABLE {Jobs} TO {Jobs}2;          RENAME TABLE {Jobs}2 TO {Jobs}",
                "FATAL;     1054; ALTER TABLE {Log} RENAME COLUMN Status TO X; ALTER TABLE {Log} RENAME COLUMN X TO Status",
                "FATAL;     1054; ALTER TABLE {Jobs} RENAME COLUMN VO TO X;    ALTER TABLE {Jobs} RENAME COLUMN X TO VO",
                // The writer holds events against the columns as they were when it began.
                "UNCLASSIFIED; 1406; ALTER TABLE {Log} MODIFY StatusSource VARCHAR(10) NOT NULL;"
                        + " ALTER TABLE {Log} MODIFY StatusSource VARCHAR(32) NOT NULL",
                "UNCLASSIFIED; 1406; ALTER TABLE {Jobs} MODIFY ApplicationStatus VARCHAR(7) NOT NULL;"
                        + " ALTER TABLE {Jobs} MODIFY ApplicationStatus VARCHAR(255) NOT NULL",
                "UNCLASSIFIED; 1366; ALTER TABLE {Log} MODIFY MinorStatus VARCHAR(128) CHARACTER SET ascii NOT NULL;"
                        + " ALTER TABLE {Log} MODIFY MinorStatus VARCHAR(128) NOT NULL",
                "UNCLASSIFIED; 1264; ALTER TABLE {Log} DROP StatusTime, ADD StatusTime INT AFTER ApplicationStatus;"
                        + " ALTER TABLE {Log} DROP StatusTime,"
                        + " ADD StatusTime DATETIME NOT NULL DEFAULT '2025-01-01' AFTER ApplicationStatus",
            })
    void storesWhenWhatWasDoneIsUndone(Kind kind, String code, String done, String undone, DevStack stack)
            throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "failures");
                WriterInTrouble writer = new WriterInTrouble(database, database.settings(Duration.ofSeconds(20)))) {
            try {
                run(database, writer, done);

                writer.fails(kind, code);
            } finally {
                run(database, writer, undone);
            }
            writer.leftNothingBehind();
            writer.storesOnce();
        }
    }

    /**
     * What the writer cannot be brought to do, because it holds events against the columns and knows its statements, is said on
     * a connection as it has them.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "UNCLASSIFIED; 1048; UPDATE {Jobs} SET VO = NULL",
                "UNCLASSIFIED; 1265; UPDATE {Jobs} SET VerifiedFlag = 'Maybe'",
                "UNCLASSIFIED; 1292; UPDATE {Jobs} SET HeartBeatTime = 'yesterday'",
                "UNCLASSIFIED; 1452; INSERT INTO {j}.JobCommands VALUES (9, 'Kill', '', '', '2025-01-01', NULL)",
                "FATAL;        1064; SELEC 1",
                "FATAL;        1115; SET NAMES klingon",
                "FATAL;        1193; SET SESSION no_such_variable = 1",
                "FATAL;        1227; SET GLOBAL read_only = 1",
                "TRANSIENT;    1927; KILL CONNECTION_ID()",
                "TRANSIENT;    1969; SET STATEMENT max_statement_time = 0.1 FOR SELECT SLEEP(5) FROM {Jobs}",
            })
    void tellsOfAConnectionOfItsOwn(Kind kind, String code, String statement, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "failures");
                WriterInTrouble writer = new WriterInTrouble(database, database.settings(Duration.ofSeconds(20)))) {
            writer.failsOnAConnection(
                    statement.replace("{Jobs}", database.jobDb() + ".Jobs").replace("{j}", database.jobDb()),
                    kind,
                    code);

            writer.leftNothingBehind();
            writer.storesOnce();
        }
    }

    private static void run(TestDatabase database, WriterInTrouble writer, String statements) throws Exception {
        DatabaseUrl url = database.settings().jobDb();
        for (String statement : statements.split(" / ")) {
            if (statement.equals("NEW")) {
                writer.disconnect();
                continue;
            }
            database.update(statement
                    .replace("{u}", "'" + url.user() + "'@'127.0.0.1'")
                    .replace("{p}", String.valueOf(url.password()))
                    .replace("{j}", database.jobDb().replace("_", "\\_"))
                    .replace("{l}", database.loggingDb().replace("_", "\\_"))
                    .replace("{Jobs}", database.jobDb() + ".Jobs")
                    .replace("{Log}", database.loggingDb() + ".LoggingInfo"));
        }
    }
}
