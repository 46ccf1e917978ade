package org.diracgrid.ingest.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Peers read the environment that the worker reads, and little more. */
class PeerSettingsTest {

    @Test
    void hasDefaultsForAllButTheBroker() {
        assertThat(PeerSettings.of(Map.of("KAFKA_BOOTSTRAP_SERVERS", "b:1")))
                .isEqualTo(new PeerSettings("b:1", "diracx.jobs.v1", "peer", 1));
        assertThat(PeerSettings.of(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS", "b:1", "PEER_TOPIC", "t", "PEER_GROUP", "g", "PEER_LANES", "4")))
                .isEqualTo(new PeerSettings("b:1", "t", "g", 4));
    }

    @Test
    void namesWhatIsMissingOrWrong() {
        assertThatThrownBy(() -> PeerSettings.of(Map.of())).hasMessage("KAFKA_BOOTSTRAP_SERVERS is not set");
        assertThatThrownBy(() -> PeerSettings.of(Map.of("KAFKA_BOOTSTRAP_SERVERS", "b:1", "PEER_LANES", "0")))
                .hasMessageStartingWith("PEER_LANES: \"0\"");
        assertThatThrownBy(() -> PeerDatabase.of(Map.of(), "JOBDB")).hasMessage("DIRACX_DB_URL_JOBDB is not set");
    }

    @Test
    void takesDatabasesFromTheirUrls() {
        PeerDatabase database = PeerDatabase.of(
                Map.of("DIRACX_DB_URL_JOBDB", "mysql+aiomysql://me:p%40ss@127.0.0.1:3307/JobDB_x"), "JOBDB");

        assertThat(database)
                .isEqualTo(new PeerDatabase("jdbc:mariadb://127.0.0.1:3307/JobDB_x", "me", "p@ss", "JobDB_x"));
        assertThat(database.table("Jobs")).isEqualTo("`JobDB_x`.Jobs");
        assertThat(database.toString()).doesNotContain("p@ss");
    }
}
