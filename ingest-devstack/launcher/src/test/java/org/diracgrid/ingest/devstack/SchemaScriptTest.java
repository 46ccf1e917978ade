package org.diracgrid.ingest.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every statement can be sent alone by any client and repeated without harm. */
class SchemaScriptTest {
    @ParameterizedTest
    @CsvSource({
        "DIRACX, JobDB, 8", "DIRACX, JobLoggingDB, 1", "DIRACX, PilotAgentsDB, 3", "DIRACX, TaskQueueDB, 8",
        "DIRAC, JobDB, 8", "DIRAC, JobLoggingDB, 2", "DIRAC, PilotAgentsDB, 3", "DIRAC, TaskQueueDB, 8"
    })
    void statementsOnlyCreateWhatIsMissing(SchemaFlavour flavour, String database, int count) {
        assertThat(SchemaScript.statements(flavour, database))
                .hasSize(count)
                .allMatch(statement -> statement.strip().matches("(?s)CREATE (TABLE|TRIGGER) IF NOT EXISTS .*"))
                .noneMatch(statement -> statement.contains(";") || statement.contains("--"));
    }
}
