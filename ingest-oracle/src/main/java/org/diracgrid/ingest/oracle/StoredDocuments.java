package org.diracgrid.ingest.oracle;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads documents from a real OpenSearch, all of a family, as they were stored. */
public final class StoredDocuments {

    private static final int PAGE = 5_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Numbers keep all their digits. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final Comparator<Map.Entry<String, ObjectNode>> LINES = Comparator.comparing(
                    (Map.Entry<String, ObjectNode> line) ->
                            line.getValue().path("TimeStamp").asText())
            .thenComparing(line -> line.getValue().path("Seq").asLong())
            .thenComparing(line -> line.getValue().path("Line").asLong());

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String indices;
    private final List<String> order;

    /** @param order fields by which, together with the index, no two documents are equal */
    private StoredDocuments(String url, String indices, String... order) {
        this.url = url;
        this.indices = indices;
        this.order = List.of(order);
    }

    /**
     * Reads every job's parameters that have been written until now.
     *
     * @param url of the server, without a slash at the end
     * @return documents by {@code index/id}
     */
    public static SortedMap<String, ObjectNode> read(String url) throws IOException, InterruptedException {
        return new StoredDocuments(url, "job_parameters_*", "JobID").read();
    }

    /** Reads every pilot's parameters that have been written until now, likewise. */
    public static SortedMap<String, ObjectNode> readPilotParameters(String url)
            throws IOException, InterruptedException {
        return new StoredDocuments(url, "pilot_parameters_*", "PilotID").read();
    }

    /** Reads every line of pilots' logs that has been written until now, in the order in which it is read. */
    public static SortedMap<String, List<PilotLogRow>> readPilotLogs(String url)
            throws IOException, InterruptedException {
        var documents = new StoredDocuments(url, "pilot_logs_*", "PilotStamp", "TimeStamp", "Seq", "Line").read();
        SortedMap<String, List<Map.Entry<String, ObjectNode>>> byStamp = new TreeMap<>();
        documents
                .entrySet()
                .forEach(document -> byStamp.computeIfAbsent(
                                document.getValue().path("PilotStamp").asText(), stamp -> new ArrayList<>())
                        .add(document));
        SortedMap<String, List<PilotLogRow>> rows = new TreeMap<>();
        byStamp.forEach((stamp, lines) -> rows.put(
                stamp,
                lines.stream()
                        .sorted(LINES)
                        .map(line -> row(line.getKey(), line.getValue()))
                        .toList()));
        return rows;
    }

    private static PilotLogRow row(String key, ObjectNode document) {
        return new PilotLogRow(
                key.substring(0, key.indexOf('/')),
                document.required("PilotID").longValue(),
                document.required("VO").textValue(),
                document.required("TimeStamp").textValue(),
                document.required("Severity").textValue(),
                document.required("Scope").textValue(),
                document.required("Message").textValue());
    }

    /** Page by page in an order, so that no page holds the server to anything. */
    private SortedMap<String, ObjectNode> read() throws IOException, InterruptedException {
        JsonNode unused = ask("/_refresh", JSON.createObjectNode());
        ObjectNode query = JSON.createObjectNode().put("size", PAGE).put("track_total_hits", true);
        ArrayNode sort = query.putArray("sort");
        for (String field : order) {
            sort.addObject().putObject(field).put("unmapped_type", "long");
        }
        sort.add("_index");
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
            throw new IOException(
                    total + " documents counted, " + documents.size() + " read: two are equal in " + order);
        }
        return documents;
    }

    private JsonNode ask(String action, JsonNode body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + '/' + indices + action))
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
