package org.diracgrid.ingest.oracle;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the documents of job parameters from a real OpenSearch, all of them, as they were stored. */
public final class StoredDocuments {

    private static final String INDICES = "job_parameters_*";
    private static final int PAGE = 5_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Numbers keep all their digits. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;

    private StoredDocuments(String url) {
        this.url = url;
    }

    /**
     * Reads everything that has been written until now.
     *
     * @param url of the server, without a slash at the end
     * @return documents by {@code index/id}
     */
    public static SortedMap<String, ObjectNode> read(String url) throws IOException, InterruptedException {
        return new StoredDocuments(url).read();
    }

    /** Page by page in the order of JobIDs, so that no page holds the server to anything. */
    private SortedMap<String, ObjectNode> read() throws IOException, InterruptedException {
        JsonNode unused = ask("/_refresh", JSON.createObjectNode());
        ObjectNode query = JSON.createObjectNode().put("size", PAGE).put("track_total_hits", true);
        query.putArray("sort")
                .add(JSON.readTree("{\"JobID\":{\"unmapped_type\":\"long\"}}"))
                .add("_index");
        SortedMap<String, ObjectNode> documents = new TreeMap<>();
        JsonNode hits = ask("/_search", query).required("hits");
        int total = hits.at("/total/value").intValue();
        for (JsonNode page = hits.get("hits");
                !page.isEmpty();
                page = ask("/_search", query).at("/hits/hits")) {
            for (JsonNode hit : page) {
                String key =
                        hit.get("_index").textValue() + '/' + hit.get("_id").textValue();
                documents.put(key, (ObjectNode) hit.required("_source"));
                query.set("search_after", hit.required("sort"));
            }
        }
        if (documents.size() != total) {
            throw new IOException(total + " documents counted, " + documents.size() + " read: a JobID is not its id");
        }
        return documents;
    }

    private JsonNode ask(String action, JsonNode body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + '/' + INDICES + action))
                .timeout(TIMEOUT)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        var answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(action + " was answered by " + answer.statusCode() + ": " + answer.body());
        }
        JsonNode json = JSON.readTree(answer.body());
        if (json.at("/_shards/failed").asInt() > 0) {
            throw new IOException(action + " failed in part: " + json.get("_shards"));
        }
        return json;
    }
}
