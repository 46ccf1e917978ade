package org.diracgrid.ingest.demo.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.oracle.StoredDocuments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** All documents of a real OpenSearch are read, more than it gives in one answer, from several indices. */
@ExtendWith(DevStackExtension.class)
class StoredDocumentsIT {

    /** One answer has 10 000 at most. */
    private static final int DOCUMENTS = 12_001;

    private final HttpClient client = HttpClient.newHttpClient();
    private final DevStack stack;

    StoredDocumentsIT(DevStack stack) {
        this.stack = stack;
    }

    @Test
    void readsEverything() throws Exception {
        send("DELETE", "/job_parameters_*", "");
        assertThat(StoredDocuments.read(stack.openSearchUrl())).isEmpty();

        StringBuilder bulk = new StringBuilder();
        for (int jobId = 1; jobId <= DOCUMENTS; jobId++) {
            String index = "job_parameters_" + (jobId % 2 == 0 ? "lhcb" : "belle") + "_0m";
            bulk.append("{\"index\":{\"_index\":\"%s\",\"_id\":\"%d\"}}\n".formatted(index, jobId));
            bulk.append("{\"JobID\":%d,\"Number\":%d.5}\n".formatted(jobId, jobId));
        }
        send("POST", "/_bulk", bulk.toString());

        var documents = StoredDocuments.read(stack.openSearchUrl());
        assertThat(documents).hasSize(DOCUMENTS);
        assertThat(documents.get("job_parameters_belle_0m/12001")).hasToString("{\"JobID\":12001,\"Number\":12001.5}");
        assertThat(documents.get("job_parameters_lhcb_0m/2")).hasToString("{\"JobID\":2,\"Number\":2.5}");
        send("DELETE", "/job_parameters_*", "");
    }

    private void send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stack.openSearchUrl() + path))
                .header("content-type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        var answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
