package org.diracgrid.ingest.bench.floor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.ingest.bench.floor.SqlText.Column;
import org.junit.jupiter.api.Test;

/** The statements as the server gets them. */
class SqlTextTest {

    @Test
    void insertsManyRows() {
        assertThat(SqlText.insert("`a`.t", List.of("x", "y"), 3))
                .isEqualTo("INSERT INTO `a`.t (x, y) VALUES (?,?),(?,?),(?,?)");
    }

    @Test
    void updatesByOneParameter() {
        assertThat(SqlText.update("`a`.t", "ID", List.of(new Column("x", "INT"), new Column("y", "DATETIME(6)"))))
                .isEqualTo("UPDATE JSON_TABLE(?, '$[*]' COLUMNS (ID INT PATH '$.ID', x INT PATH '$.x', y DATETIME(6)"
                        + " PATH '$.y')) AS t STRAIGHT_JOIN `a`.t AS j FORCE INDEX (PRIMARY) ON j.ID = t.ID"
                        + " SET j.x = COALESCE(t.x, j.x), j.y = COALESCE(t.y, j.y)");
        assertThat(SqlText.json("ID", new TreeMap<>(Map.of(2, Map.of("x", 5), 1, Map.of("y", "a\"b")))))
                .isEqualTo("[{\"ID\":1,\"y\":\"a\\\"b\"},{\"ID\":2,\"x\":5}]");
    }

    @Test
    void timesHaveTheirMicroseconds() {
        assertThat(SqlText.timeText(1_780_000_000_000_001L)).isEqualTo("2026-05-28 20:26:40.000001");
    }
}
