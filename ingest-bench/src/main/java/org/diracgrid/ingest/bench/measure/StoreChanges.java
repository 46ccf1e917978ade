package org.diracgrid.ingest.bench.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** Counters of changes that the stores keep anyway: to read them costs about as much as a ping, however much is stored. */
public final class StoreChanges {

    /** Rows written, whosoever; the server counts those of its temporary tables apart, as Handler_tmp_*. */
    private static final String MARIADB =
            "SHOW GLOBAL STATUS WHERE Variable_name IN" + " ('Handler_write', 'Handler_update', 'Handler_delete')";

    private static final String OPENSEARCH =
            "/_nodes/stats/indices/indexing?filter_path=nodes.*.indices.indexing.index_total";

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private StoreChanges() {}

    /**
     * All rows that MariaDB writes.
     *
     * @param connection nobody else's
     */
    public static ChangeCounter ofMariaDb(Connection connection) {
        return () -> {
            try (PreparedStatement statement = connection.prepareStatement(MARIADB);
                    ResultSet rows = statement.executeQuery()) {
                return sum(rows);
            }
        };
    }

    /** All documents that the only node of an OpenSearch indexes, whole ones and changed ones. */
    public static ChangeCounter ofOpenSearch(String url) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + OPENSEARCH))
                .timeout(ANSWER_WITHIN)
                .build();
        return () -> {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(request.uri() + " was answered by " + answer.statusCode());
            }
            return sum(JSON.readTree(answer.body()));
        };
    }

    private static long sum(ResultSet rows) throws SQLException {
        long sum = 0;
        while (rows.next()) {
            sum += rows.getLong(2);
        }
        return sum;
    }

    private static long sum(JsonNode answer) {
        long sum = 0;
        for (JsonNode count : answer.findValues("index_total")) {
            sum += count.longValue();
        }
        return sum;
    }
}
