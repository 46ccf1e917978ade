package org.diracgrid.ingest.bench.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * DiracX's upsert of one document of job parameters: a request of its own, outside of any transaction. Confined to its lane's thread.
 */
final class DiracxDocuments {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int JOBS_PER_INDEX = 1_000_000;
    private static final int OK_MAX = 299;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    /** @param url base URL of OpenSearch */
    DiracxDocuments(String url) {
        this.url = url;
    }

    /**
     * Those that {@code DIRACX_OS_DB_JOBPARAMETERSDB} names, in the one form that the development stack gives it: {@code {"hosts":"URL"}}.
     * Null if it names none: then there are only tables to be written.
     */
    static @Nullable DiracxDocuments of(Map<String, String> environment) throws IOException {
        String setting = environment.get("DIRACX_OS_DB_JOBPARAMETERSDB");
        if (setting == null) {
            return null;
        }
        String host = JSON.readTree(setting).path("hosts").asText();
        return new DiracxDocuments(host.contains("://") ? host : "http://" + host);
    }

    /** @param parameters what the document gets besides the job and the time, which it may replace */
    void upsert(String vo, int jobId, Map<String, JsonNode> parameters) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode document = body.putObject("doc").put("JobID", jobId).put("timestamp", System.currentTimeMillis());
        parameters.forEach(document::set);
        body.put("doc_as_upsert", true);
        URI uri = URI.create(url + '/' + index(vo, jobId) + "/_update/" + jobId + "?retry_on_conflict=10");
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() > OK_MAX) {
            throw new IOException("OpenSearch answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    private static String index(String vo, int jobId) {
        return "job_parameters_" + vo.toLowerCase(Locale.ROOT) + '_' + jobId / JOBS_PER_INDEX + 'm';
    }
}
