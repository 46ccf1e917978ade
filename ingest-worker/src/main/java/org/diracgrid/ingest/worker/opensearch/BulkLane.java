package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.opensearch.client.opensearch._helpers.bulk.BulkIngester;
import org.opensearch.client.opensearch._helpers.bulk.BulkListener;
import org.opensearch.client.opensearch.core.BulkRequest;
import org.opensearch.client.opensearch.core.BulkResponse;
import org.opensearch.client.opensearch.core.bulk.BulkResponseItem;

/**
 * Sends the bulk requests of one lane, one at a time, with a bulk ingester whose own triggers and retries are off: a
 * request is what {@link #send} was given, no more and no less.
 *
 * <p>The ingester blocks where it has more to send than it may. It may send two requests and is given one, so it never
 * does: it counts a request as ended only after its answer was passed on, and the next one may come before that.
 *
 * <p>It holds neither thread nor connection of its own, so that there is nothing to close.
 *
 * <p>Confined to its lane's context; answers come there from the client's threads.
 */
final class BulkLane {

    private static final int REQUESTS_MAX = 2;

    private final BulkIngester<Call> ingester;

    BulkLane(OpenSearchConnection connection) {
        this.ingester = BulkIngester.of(builder -> builder.client(connection.client())
                .maxOperations(Integer.MAX_VALUE) // It insists on one trigger.
                .maxSize(-1)
                .maxConcurrentRequests(REQUESTS_MAX)
                .scheduler(connection.answerThread())
                .listener(new Answers()));
    }

    /**
     * Sends {@code items} in one request. The one before it must have been answered.
     *
     * @param items one or more, each of another document
     * @return one answer per item, same order; or a failure with a
     *     {@link org.diracgrid.ingest.worker.port.StoreException} where nothing is known about any of them
     */
    Future<List<ItemAnswer>> send(List<BulkItem> items) {
        Call call = new Call(items, new CompletableFuture<>());
        Future<List<ItemAnswer>> answer = OpenSearchConnection.onCallersContext(call.answer());
        try {
            items.forEach(item -> ingester.add(item.operation(), call));
            ingester.flush();
        } catch (RuntimeException e) {
            call.answer().completeExceptionally(e);
        }
        return answer.recover(cause -> Future.failedFuture(OpenSearchFailures.of(cause)));
    }

    /** A request and who waits for its answer; the context of every operation in it. */
    private record Call(List<BulkItem> items, CompletableFuture<List<ItemAnswer>> answer) {

        /** One answer per item, if the answer is one to this request at all. */
        void complete(BulkResponse response) {
            List<BulkResponseItem> answers = response.items();
            if (answers.size() != items.size()) {
                fail("ITEM_COUNT", answers.size() + " items answer " + items.size());
                return;
            }
            List<ItemAnswer> read = new ArrayList<>(answers.size());
            for (int i = 0; i < answers.size(); i++) {
                String id = answers.get(i).id();
                if (id != null && !id.equals(items.get(i).id())) {
                    fail("ITEM_ORDER", "item " + i + " answers another document");
                    return;
                }
                read.add(ItemAnswer.of(answers.get(i)));
            }
            answer.complete(read);
        }

        private void fail(String code, String message) {
            answer.completeExceptionally(OpenSearchFailures.failure(Kind.UNCLASSIFIED, code, message));
        }
    }

    /** Runs on the connection's answer thread. */
    private static final class Answers implements BulkListener<Call> {

        @Override
        public void beforeBulk(long executionId, BulkRequest request, List<Call> calls) {}

        @Override
        public void afterBulk(long executionId, BulkRequest request, List<Call> calls, BulkResponse response) {
            Call call = calls.get(0);
            try {
                call.complete(response);
            } catch (RuntimeException e) {
                call.answer().completeExceptionally(e);
            }
        }

        @Override
        public void afterBulk(long executionId, BulkRequest request, List<Call> calls, Throwable failure) {
            calls.get(0).answer().completeExceptionally(failure);
        }
    }
}
