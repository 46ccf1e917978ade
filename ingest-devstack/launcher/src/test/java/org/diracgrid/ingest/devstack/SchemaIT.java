package org.diracgrid.ingest.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The differences between the flavours that a writer can trip over, as the server itself reports them. */
@ExtendWith(DevStackExtension.class)
class SchemaIT {
    private static final String COLUMN =
            "SELECT CONCAT(column_type, IF(is_nullable = 'YES', ' null', ''), COALESCE(CONCAT(' = ', column_default), ''))"
                    + " FROM information_schema.columns WHERE table_schema LIKE ? AND CONCAT(table_name, '.', column_name) = ?";
    private static final String KEY =
            "SELECT GROUP_CONCAT(column_name ORDER BY seq_in_index) FROM information_schema.statistics"
                    + " WHERE table_schema LIKE ? AND index_name = 'PRIMARY' AND table_name = ?";
    private static final String CHARSETS = "SELECT DISTINCT character_set_name FROM information_schema.columns"
            + " WHERE table_schema LIKE ? AND table_name LIKE ? AND character_set_name IS NOT NULL";
    private static final String DELETE_RULES =
            "SELECT DISTINCT delete_rule FROM information_schema.referential_constraints WHERE constraint_schema LIKE ? AND table_name LIKE ?";
    private static final String DEFAULTS = "SELECT CONCAT(table_name, '.', column_name) FROM information_schema.columns"
            + " WHERE table_schema LIKE ? AND table_name LIKE ? AND column_default IS NOT NULL AND column_default <> 'NULL'";
    private static final String INDICES = "SELECT COUNT(DISTINCT index_name) FROM information_schema.statistics"
            + " WHERE table_schema LIKE ? AND table_name = ? AND index_name <> 'PRIMARY'";
    private static final String TRIGGERS =
            "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema LIKE ? AND event_object_table LIKE ?";

    private DevStack stack;

    @BeforeEach
    void useTheSharedStack(DevStack shared) {
        stack = shared;
    }

    @Test
    void diracxTablesAreSignedAndStrictAndCascade() throws SQLException {
        stack.createDatabases(SchemaFlavour.DIRACX, "shapex");

        assertThat(ask("shapex", COLUMN, "Jobs.JobID")).containsExactly("int(11)");
        assertThat(ask("shapex", COLUMN, "Jobs.ApplicationStatus")).containsExactly("varchar(255)");
        assertThat(ask("shapex", COLUMN, "LoggingInfo.StatusTimeOrder")).containsExactly("decimal(12,3)");
        assertThat(ask("shapex", COLUMN, "JobJDLs.JDL")).containsExactly("text");
        assertThat(ask("shapex", KEY, "JobCommands")).containsExactly("JobID,ReceptionTime");
        assertThat(ask("shapex", KEY, "JobToPilotMapping")).containsExactly("PilotID,JobID");
        assertThat(ask("shapex", KEY, "AtticJobParameters")).containsExactly("JobID,Name");
        assertThat(ask("shapex", KEY, "tq_Jobs")).containsExactly("TQId,JobId");
        assertThat(ask("shapex", INDICES, "Jobs")).containsExactly("10");
        assertThat(ask("shapex", INDICES, "PilotAgents")).containsExactly("4");
        assertThat(ask("shapex", DEFAULTS, "%")).containsExactly("LoggingInfo.StatusTime");
        assertThat(ask("shapex", DELETE_RULES, "%")).containsExactly("CASCADE");
        assertThat(ask("shapex", CHARSETS, "%")).containsExactly("utf8mb4");
        assertThat(ask("shapex", TRIGGERS, "%")).isEmpty();
    }

    @Test
    void legacyTablesAreUnsignedAndLatinAndKeepTheirRows() throws SQLException {
        stack.createDatabases(SchemaFlavour.DIRAC, "shapel");

        assertThat(ask("shapel", COLUMN, "Jobs.JobID")).containsExactly("int(10) unsigned = 0");
        assertThat(ask("shapel", COLUMN, "Jobs.ApplicationStatus")).containsExactly("varchar(255) null = 'Unknown'");
        assertThat(ask("shapel", COLUMN, "LoggingInfo.JobID")).containsExactly("int(11)");
        assertThat(ask("shapel", COLUMN, "LoggingInfo.StatusTimeOrder")).containsExactly("double(12,3)");
        assertThat(ask("shapel", COLUMN, "JobJDLs.JDL")).containsExactly("mediumtext");
        assertThat(ask("shapel", KEY, "JobCommands")).containsExactly("JobID,Arguments,ReceptionTime");
        assertThat(ask("shapel", KEY, "JobToPilotMapping")).containsOnlyNulls();
        assertThat(ask("shapel", KEY, "AtticJobParameters")).containsExactly("JobID,Name,RescheduleCycle");
        assertThat(ask("shapel", KEY, "tq_Jobs")).containsExactly("JobId");
        assertThat(ask("shapel", INDICES, "Jobs")).containsExactly("10");
        assertThat(ask("shapel", INDICES, "PilotAgents")).containsExactly("3");
        assertThat(ask("shapel", DELETE_RULES, "%")).containsExactly("RESTRICT");
        assertThat(ask("shapel", CHARSETS, "Jobs")).containsExactly("latin1");
        assertThat(ask("shapel", CHARSETS, "LoggingInfo")).containsExactly("utf8mb4");
        assertThat(ask("shapel", TRIGGERS, "%")).containsExactly("SeqNumGenerator");
    }

    private List<String> ask(String suffix, String query, String name) throws SQLException {
        List<String> answers = new ArrayList<>();
        try (Connection connection = stack.openRootConnection();
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, "%\\_" + suffix);
            statement.setString(2, name);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    answers.add(result.getString(1));
                }
            }
        }
        return answers;
    }
}
