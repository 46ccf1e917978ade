package org.diracgrid.ingest.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** All indices of pilots' logs as OpenSearch itself sees them, whatever is in them. */
final class LogIndices {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;

    /** @param url of the server, without a slash at the end */
    LogIndices(String url) {
        this.url = url;
    }

    /** How many documents there are now; what was written before can be found afterwards. */
    long count() throws IOException, InterruptedException {
        JsonNode unused = ask("_refresh");
        return ask("_count").required("count").longValue();
    }

    private JsonNode ask(String action) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/pilot_logs_*/" + action))
                .timeout(TIMEOUT)
                .POST(BodyPublishers.noBody())
                .build();
        var answer = client.send(request, BodyHandlers.ofString());
        JsonNode json = JSON.readTree(answer.body());
        if (answer.statusCode() != 200 || json.at("/_shards/failed").asInt() > 0) {
            throw new IOException(action + " was answered by " + answer.statusCode() + ": " + answer.body());
        }
        return json;
    }
}
