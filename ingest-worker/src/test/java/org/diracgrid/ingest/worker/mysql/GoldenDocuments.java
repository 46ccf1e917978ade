package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.oracle.Difference;
import org.diracgrid.ingest.oracle.DocumentDifferences;
import org.diracgrid.ingest.oracle.StoredDocuments;
import org.diracgrid.ingest.oracle.Window;

/**
 * Golden cases as documents of job parameters. Documents of jobs that DiracX once failed on are left out, as the vectors'
 * conventions say. A {@code timestamp} that metadata brought is written over by the next status or not, because status and
 * metadata come by different topics: where there is one, {@code timestamp} is not compared.
 */
final class GoldenDocuments {

    private static final String TIMESTAMP = "timestamp";

    private final SortedMap<String, ObjectNode> expected = new TreeMap<>();
    private final Set<String> leftOut = new HashSet<>();
    private final Set<String> timestampedIds = new HashSet<>();

    GoldenDocuments(List<GoldenCase> cases) {
        cases.forEach(this::add);
    }

    private void add(GoldenCase golden) {
        golden.isolated.get("jobs").fieldNames().forEachRemaining(original -> {
            String id = Integer.toString(golden.jobId(original));
            if (golden.everFails(original)) {
                leftOut.add(id);
            }
            for (JsonNode call : golden.input.get("calls")) {
                if (call.path("updates").path(original).has(TIMESTAMP)) {
                    timestampedIds.add(id);
                }
            }
        });
        for (JsonNode row : golden.isolated.path("opensearch")) {
            int jobId = golden.jobId(row.get("id").asText());
            String prefix = row.get("index").textValue().replaceFirst("[0-9]+m$", "");
            ObjectNode document = row.get("doc").deepCopy();
            document.put("JobID", jobId);
            expected.put(prefix + jobId / 1_000_000 + "m/" + jobId, document);
        }
    }

    /** Removes all documents that there are. */
    static void remove(DevStack stack) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stack.openSearchUrl() + "/job_parameters_*"))
                .DELETE()
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** The documents are what DiracX left, written between {@code start} and {@code end}. */
    void assertEqualTo(DevStack stack, Instant start, Instant end) throws IOException, InterruptedException {
        SortedMap<String, ObjectNode> stored = StoredDocuments.read(stack.openSearchUrl());
        assertThat(stored).hasSizeGreaterThan(200);
        assertThat(differences(stored, new Window(start, end)).stream()
                        .map(Difference::toString)
                        .collect(Collectors.joining("\n")))
                .isEmpty();
    }

    private List<Difference> differences(SortedMap<String, ObjectNode> stored, Window written) {
        Set<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(stored.keySet());
        SortedMap<String, ObjectNode> wanted = new TreeMap<>(expected);
        for (String key : keys) {
            String id = key.substring(key.indexOf('/') + 1);
            if (leftOut.contains(id)) {
                wanted.remove(key);
                stored.remove(key);
            } else if (timestampedIds.contains(id) && stored.containsKey(key)) {
                stored.get(key).put(TIMESTAMP, written.from().toEpochMilli());
            }
        }
        return DocumentDifferences.between(wanted, stored, written);
    }

    /** All documents without what changes when they are written again. */
    static Map<String, ObjectNode> untimed(DevStack stack) throws IOException, InterruptedException {
        SortedMap<String, ObjectNode> documents = StoredDocuments.read(stack.openSearchUrl());
        documents.values().forEach(document -> document.remove(TIMESTAMP));
        return documents;
    }
}
