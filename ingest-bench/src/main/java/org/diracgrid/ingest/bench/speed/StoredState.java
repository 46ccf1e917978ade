package org.diracgrid.ingest.bench.speed;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.diracgrid.ingest.devstack.Databases;

/** Counts what the stores hold. */
final class StoredState {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connection connection;
    private final Databases databases;
    private final String openSearch;

    /**
     * @param connection may read everything; in auto-commit, so that it sees what is committed now
     * @param openSearch URL of the server, without a slash at the end
     */
    StoredState(Connection connection, Databases databases, String openSearch) {
        this.connection = connection;
        this.databases = databases;
        this.openSearch = openSearch;
    }

    StateCounts read() throws SQLException, IOException, InterruptedException {
        StateCounts.Counter counter = new StateCounts.Counter();
        counter.add(StateCounts.LOG_ROWS, count(databases.jobLoggingDb(), "LoggingInfo"));
        counter.add(StateCounts.HEARTBEAT_ROWS, count(databases.jobDb(), "HeartBeatLoggingInfo"));
        counter.add(StateCounts.PILOT_JOBS, count(databases.pilotAgentsDb(), "JobToPilotMapping"));
        countByStatus(databases.jobDb(), "Jobs", StateCounts.JOBS, counter);
        countByStatus(databases.pilotAgentsDb(), "PilotAgents", StateCounts.PILOTS, counter);
        counter.add(StateCounts.JOB_DOCUMENTS, documents("job_parameters_*"));
        counter.add(StateCounts.LOG_LINES, documents("pilot_logs_*"));
        return counter.total();
    }

    private long count(String database, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM `" + database + "`." + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void countByStatus(String database, String table, String name, StateCounts.Counter counter)
            throws SQLException {
        String sql = "SELECT Status, COUNT(*) FROM `" + database + "`." + table + " GROUP BY Status";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                counter.add(name + rows.getString(1), rows.getLong(2));
            }
        }
    }

    private long documents(String indices) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        ask(client, "/" + indices + "/_refresh");
        return JSON.readTree(ask(client, "/" + indices + "/_count"))
                .required("count")
                .longValue();
    }

    private String ask(HttpClient client, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(openSearch + path))
                .POST(BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(path + " was answered by " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }
}
