package org.diracgrid.ingest.bench.floor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Sends bulk requests over one connection, each a text that is there already, and asks for no more of the answer than errors. */
final class Documents implements LaneWriter {

    private static final String PATH = "/_bulk?filter_path=errors,items.*.error";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<HttpRequest> requests;

    /**
     * @param url of OpenSearch
     * @param bulks lines of actions and documents; none of them empty
     */
    Documents(String url, List<String> bulks) {
        this.requests = bulks.stream()
                .map(bulk -> HttpRequest.newBuilder(URI.create(url + PATH))
                        .header("Content-Type", "application/x-ndjson")
                        .POST(BodyPublishers.ofByteArray(bulk.getBytes(StandardCharsets.UTF_8)))
                        .build())
                .toList();
    }

    @Override
    public void write() throws IOException, InterruptedException {
        for (HttpRequest request : requests) {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200 || !answer.body().equals("{\"errors\":false}")) {
                throw new IOException("a bulk request was answered by " + answer.statusCode() + ": "
                        + answer.body().substring(0, Math.min(500, answer.body().length())));
            }
        }
    }

    @Override
    public void close() {
        // The client ends with its last reference.
    }
}
