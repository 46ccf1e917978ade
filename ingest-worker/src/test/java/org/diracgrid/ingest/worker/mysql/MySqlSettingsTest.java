package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.diracgrid.ingest.model.lifecycle.FoldOptions;
import org.junit.jupiter.api.Test;

/** Settings that could not give one transaction over all tables are refused with the reason. */
class MySqlSettingsTest {

    private static final DatabaseUrl JOB_DB = DatabaseUrl.parse("mysql+aiomysql://u:secret@one/JobDB");

    @Test
    void refusesDatabasesOnTwoServers() {
        DatabaseUrl elsewhere = DatabaseUrl.parse("mysql+aiomysql://u:secret@two/JobLoggingDB");

        assertThatThrownBy(() -> settings(elsewhere, 1, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .hasMessageContaining("JobLoggingDB (u@two:3306)")
                .hasMessageContaining("not supported yet")
                .hasMessageNotContaining("secret");
    }

    @Test
    void refusesValuesOutOfRange() {
        assertThatThrownBy(() -> settings(JOB_DB, 0, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .hasMessageContaining("pool size is 0");
        assertThatThrownBy(() -> settings(JOB_DB, 1, Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessageContaining("connect timeout");
        assertThatThrownBy(() -> settings(JOB_DB, 1, Duration.ofSeconds(1), Duration.ofMillis(999)))
                .hasMessageContaining("statement timeout");
    }

    private static MySqlSettings settings(DatabaseUrl loggingDb, int poolSize, Duration connect, Duration statement) {
        return new MySqlSettings(JOB_DB, loggingDb, null, poolSize, connect, statement, FoldOptions.DEFAULTS);
    }
}
