package org.diracgrid.ingest.worker.opensearch;

import org.diracgrid.ingest.worker.port.StoreFailure;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.opensearch._types.ErrorCause;
import org.opensearch.client.opensearch.core.bulk.BulkResponseItem;
import org.opensearch.client.opensearch.core.bulk.OperationType;

/**
 * What a bulk answer says about one document. Immutable.
 *
 * @param fate what happens to it
 * @param unchanged whether it was stored before as it is; a whole document that has replaced one counts as such, because
 *     whole documents have ids that are made of where they come from
 * @param code the HTTP status of the item
 * @param detail type and reason of the error; empty if there is none
 */
record ItemAnswer(OpenSearchFailures.Fate fate, boolean unchanged, String code, String detail) {

    static ItemAnswer of(BulkResponseItem item) {
        ErrorCause error = item.error();
        OpenSearchFailures.Fate fate = error == null
                ? OpenSearchFailures.ofItem(item.status(), null, null)
                : OpenSearchFailures.ofItem(item.status(), error.type(), error.reason());
        boolean unchanged = item.operationType() == OperationType.Index
                ? "updated".equals(item.result())
                : "noop".equals(item.result());
        return new ItemAnswer(fate, unchanged, Integer.toString(item.status()), detail(error));
    }

    /** The failure of this attempt, for a fate that is one. */
    StoreFailure failure() {
        return new StoreFailure(OpenSearchFailures.kind(fate), OpenSearchFailures.STORE, code, detail);
    }

    private static String detail(@Nullable ErrorCause error) {
        if (error == null) {
            return "";
        }
        ErrorCause cause = error.causedBy();
        String inner = cause == null || cause.reason() == null ? "" : " (" + cause.reason() + ')';
        return OpenSearchFailures.brief(error.type() + ": " + error.reason() + inner);
    }
}
