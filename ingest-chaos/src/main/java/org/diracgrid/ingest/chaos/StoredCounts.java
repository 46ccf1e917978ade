package org.diracgrid.ingest.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.devstack.DevStack;
import org.jspecify.annotations.Nullable;

/**
 * How much the stores of a trial have taken, in numbers that grow with every new fact and not with one that is written again.
 * A store that does not answer has taken what it had.
 *
 * <p>Confined to one thread.
 */
final class StoredCounts implements AutoCloseable {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

    private final DevStack stack;
    private final String countRows;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private @Nullable Connection connection;
    private long rows;
    private long documentChanges;

    StoredCounts(Trial trial) {
        this.stack = trial.stack();
        Databases databases = trial.databases();
        this.countRows = "SELECT (SELECT COUNT(*) FROM `" + databases.jobLoggingDb() + "`.LoggingInfo)"
                + " + (SELECT COUNT(*) FROM `" + databases.jobDb() + "`.HeartBeatLoggingInfo)";
    }

    /** Of the histories and the heartbeats. */
    long rows() {
        try {
            if (connection == null) {
                connection = stack.openRootConnection();
            }
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(countRows)) {
                row.next();
                rows = Math.max(rows, row.getLong(1));
            }
        } catch (SQLException e) {
            close(); // the next look connects again
        }
        return rows;
    }

    /** Changes of job documents: an update that changes nothing is none. */
    long documentChanges() {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(stack.openSearchUrl() + "/job_parameters_*/_stats/indexing"))
                .timeout(ANSWER_WITHIN)
                .build();
        try {
            JsonNode stats =
                    json.readTree(http.send(request, BodyHandlers.ofString()).body());
            long changes = stats.at("/_all/primaries/indexing/index_total").asLong();
            documentChanges = Math.max(documentChanges, changes);
        } catch (IOException e) {
            // The next look asks again.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return documentChanges;
    }

    @Override
    public void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // It is gone already.
            }
            connection = null;
        }
    }
}
