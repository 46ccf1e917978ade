package org.diracgrid.ingest.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Gets the documents of jobs by their ids, which needs no refresh: a search finds them up to a second later, whoever has written
 * them.
 */
final class DocumentSight implements Sight {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int JOBS_PER_INDEX = 1_000_000;

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI uri;
    private final IntFunction<String> voOf;

    /**
     * @param url of OpenSearch, without a slash at the end
     * @param voOf the VO of a job
     */
    DocumentSight(String url, IntFunction<String> voOf) {
        this.uri = URI.create(url + "/_mget?_source=false");
        this.voOf = voOf;
    }

    @Override
    public Set<Integer> seen(Collection<Integer> jobIds) throws IOException, InterruptedException {
        ObjectNode question = JSON.createObjectNode();
        ArrayNode documents = question.putArray("docs");
        for (int jobId : jobIds) {
            String index =
                    "job_parameters_" + voOf.apply(jobId).toLowerCase(Locale.ROOT) + '_' + jobId / JOBS_PER_INDEX + 'm';
            documents.addObject().put("_index", index).put("_id", Integer.toString(jobId));
        }
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(question.toString()))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(uri + " was answered by " + answer.statusCode());
        }
        Set<Integer> seen = new HashSet<>();
        for (JsonNode document : JSON.readTree(answer.body()).path("docs")) {
            if (document.path("found").booleanValue()) {
                seen.add(document.path("_id").asInt());
            }
        }
        return seen;
    }

    @Override
    public void close() {
        // The client ends with its last reference.
    }
}
