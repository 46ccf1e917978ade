package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.opensearch.client.opensearch.core.BulkRequest;
import org.opensearch.client.opensearch.core.BulkResponse;
import org.opensearch.client.opensearch.core.bulk.BulkResponseItem;

/**
 * Sends the bulk requests of one lane, one at a time: a request is what {@link #send} was given, no more and no less. It
 * never blocks and never retries; the lane does.
 *
 * <p>Confined to its lane's context.
 */
final class BulkLane {

    private final OpenSearchConnection connection;

    BulkLane(OpenSearchConnection connection) {
        this.connection = connection;
    }

    /**
     * Sends {@code items} in one request. The one before it must have been answered.
     *
     * @param items one or more, each partial one of another document
     * @param leave asked until they are on their way; without it nothing takes effect
     * @return one answer per item, same order; or a failure with a
     *     {@link org.diracgrid.ingest.worker.port.StoreException} where nothing is known about any of them
     */
    Future<List<ItemAnswer>> send(List<BulkItem> items, WriteLeave leave) {
        if (!leave.isGiven()) {
            return Future.failedFuture(WriteLeave.refused());
        }
        BulkRequest request = BulkRequest.of(
                bulk -> bulk.operations(items.stream().map(BulkItem::operation).toList()));
        try {
            return OpenSearchConnection.onCallersContext(connection.bulk(request, leave))
                    .map(response -> answers(items, response))
                    .recover(cause -> Future.failedFuture(OpenSearchFailures.of(cause)));
        } catch (IOException | RuntimeException e) {
            return Future.failedFuture(OpenSearchFailures.of(e));
        }
    }

    /** One answer per item, if the response is one to this request at all. */
    private static List<ItemAnswer> answers(List<BulkItem> items, BulkResponse response) {
        List<BulkResponseItem> answers = response.items();
        if (answers.size() != items.size()) {
            throw OpenSearchFailures.failure(
                    Kind.UNCLASSIFIED, "ITEM_COUNT", answers.size() + " items answer " + items.size());
        }
        List<ItemAnswer> read = new ArrayList<>(answers.size());
        for (int i = 0; i < answers.size(); i++) {
            String id = answers.get(i).id();
            if (id != null && !id.equals(items.get(i).id())) {
                throw OpenSearchFailures.failure(
                        Kind.UNCLASSIFIED, "ITEM_ORDER", "item " + i + " answers another document");
            }
            read.add(ItemAnswer.of(answers.get(i)));
        }
        return read;
    }
}
