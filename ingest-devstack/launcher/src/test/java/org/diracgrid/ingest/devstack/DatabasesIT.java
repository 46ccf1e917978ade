package org.diracgrid.ingest.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** DIRAC's databases in both flavours on a real MariaDB, seen by the user that the worker will be. */
@ExtendWith(DevStackExtension.class)
class DatabasesIT {
    private static final String INSERT_HISTORY = """
            INSERT INTO LoggingInfo
              (JobID, SeqNum, Status, MinorStatus, ApplicationStatus, StatusTime, StatusTimeOrder, StatusSource)
            VALUES
              (7, %d, 'Received', 'Job accepted', 'Unknown', '2025-06-01 12:00:10.5', 478779610.5, 'JobManager'),
              (7, %d, 'Checking', 'JobPath', 'Unknown', '2025-06-01 12:00:11', 478779611, 'JobPath'),
              (8, %d, 'Received', 'Job accepted', 'Unknown', '2025-06-01 12:00:12', 478779612, 'JobManager')
            """;

    @Test
    void legacyTriggerNumbersTheRowsOfAMultiRowInsertWhateverTheyCarry(DevStack stack) throws SQLException {
        Databases databases = stack.createDatabases(SchemaFlavour.DIRAC, "trigger");
        try (Connection connection = connect(databases, "DIRACX_DB_URL_JOBLOGGINGDB")) {
            execute(connection, INSERT_HISTORY.formatted(0, 0, 40));

            assertThat(rows(connection, "SELECT JobID, SeqNum, Status FROM LoggingInfo ORDER BY 1, 2"))
                    .containsExactly("7|1|Received", "7|2|Checking", "8|1|Received");
        }
    }

    @Test
    void diracxTablesLeaveTheNumberingToTheWriter(DevStack stack) throws SQLException {
        Databases databases = stack.createDatabases(SchemaFlavour.DIRACX, "numbering");
        try (Connection connection = connect(databases, "DIRACX_DB_URL_JOBLOGGINGDB")) {
            execute(connection, INSERT_HISTORY.formatted(3, 4, 40));

            assertThat(rows(connection, "SELECT JobID, SeqNum FROM LoggingInfo ORDER BY 1, 2"))
                    .containsExactly("7|3", "7|4", "8|40");
        }
    }

    @ParameterizedTest
    @EnumSource(SchemaFlavour.class)
    void userMayWriteRowsButNotChangeTables(SchemaFlavour flavour, DevStack stack) throws SQLException {
        Databases databases = stack.createDatabases(flavour, "privileges");
        stack.createDatabases(flavour, "foreign");
        try (Connection connection = connect(databases, "DIRACX_DB_URL_JOBDB")) {
            execute(connection, "INSERT INTO JobJDLs (JDL, JobRequirements, OriginalJDL) VALUES ('', '', '')");
            execute(connection, "CREATE TEMPORARY TABLE Scratch (id INT)");
            execute(connection, "SELECT COUNT(*) FROM JobLoggingDB_privileges.LoggingInfo");

            assertDenied(connection, "CREATE TABLE Offsets (id INT)");
            assertDenied(connection, "ALTER TABLE Jobs ADD COLUMN Extra INT");
            assertDenied(connection, "DROP TABLE InputData");
            assertDenied(connection, "SELECT COUNT(*) FROM JobDB_foreign.Jobs");
        }
    }

    @ParameterizedTest
    @EnumSource(SchemaFlavour.class)
    void databasesAreMadeAnewUnderTheSameSuffix(SchemaFlavour flavour, DevStack stack) throws SQLException {
        Databases databases = stack.createDatabases(flavour, "anew");
        try (Connection connection = connect(databases, "DIRACX_DB_URL_JOBDB")) {
            execute(connection, "INSERT INTO JobJDLs (JDL, JobRequirements, OriginalJDL) VALUES ('', '', '')");
        }

        Databases again = stack.createDatabases(flavour, "anew");

        assertThat(again).isEqualTo(databases);
        try (Connection connection = connect(again, "DIRACX_DB_URL_JOBDB")) {
            assertThat(rows(connection, "SELECT COUNT(*) FROM JobJDLs")).containsExactly("0");
        }
    }

    /** As a client of DiracX's URLs: the user part is percent-encoded, the database is not. */
    private static Connection connect(Databases databases, String variable) throws SQLException {
        URI url = URI.create(databases.environment().get(variable));
        String[] user = url.getRawUserInfo().split(":", 2);
        Properties properties = new Properties();
        properties.setProperty("user", user[0]);
        properties.setProperty("password", URLDecoder.decode(user[1].replace("+", "%2B"), StandardCharsets.UTF_8));
        return DriverManager.getConnection(
                "jdbc:mariadb://" + url.getAuthority().replaceFirst(".*@", "") + url.getPath(), properties);
    }

    private static void assertDenied(Connection connection, String sql) {
        assertThatThrownBy(() -> execute(connection, sql)).hasMessageContaining("denied");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> rows(Connection connection, String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    values.add(result.getString(column));
                }
                rows.add(String.join("|", values));
            }
        }
        return rows;
    }
}
