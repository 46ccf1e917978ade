package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.diracgrid.ingest.model.lifecycle.FoldOptions;
import org.junit.jupiter.api.Test;

/** Values out of their range are refused with the reason; databases may be on any server. */
class MySqlSettingsTest {

    private static final DatabaseUrl JOB_DB = DatabaseUrl.parse("mysql+aiomysql://u:secret@one/JobDB");

    @Test
    void tellsDatabasesThatOneTransactionReachesFromOthers() {
        assertThat(settings("mysql+aiomysql://u:other@ONE/JobLoggingDB").isHistoryApart())
                .isFalse();
        assertThat(settings("mysql+aiomysql://u:secret@two/JobLoggingDB").isHistoryApart())
                .isTrue();
        assertThat(settings("mysql+aiomysql://v:secret@one/JobLoggingDB").isHistoryApart())
                .isTrue();
        assertThat(settings("mysql+aiomysql://u:secret@one:3307/JobLoggingDB").isHistoryApart())
                .isTrue();
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

    private static MySqlSettings settings(String loggingDb) {
        return settings(DatabaseUrl.parse(loggingDb), 1, Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    private static MySqlSettings settings(DatabaseUrl loggingDb, int poolSize, Duration connect, Duration statement) {
        return new MySqlSettings(JOB_DB, loggingDb, null, null, poolSize, connect, statement, FoldOptions.DEFAULTS);
    }
}
