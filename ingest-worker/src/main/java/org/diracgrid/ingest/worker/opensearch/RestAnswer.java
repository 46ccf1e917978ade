package org.diracgrid.ingest.worker.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;

/**
 * What OpenSearch answered to one request. Immutable as long as nobody changes the tree.
 *
 * @param status the HTTP status
 * @param json the body; an empty object if there is none
 */
record RestAnswer(int status, JsonNode json) {

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** What the status means for whoever cannot go on without success. */
    StoreException failure() {
        String type = json.path("error").path("type").asText(null);
        String reason = json.path("error").path("reason").asText("no reason given");
        StoreFailure failure = new StoreFailure(
                OpenSearchFailures.ofRequest(status, type),
                OpenSearchFailures.STORE,
                Integer.toString(status),
                OpenSearchFailures.brief(type == null ? "HTTP status " + status : type + ": " + reason));
        return new StoreException(failure, null);
    }
}
