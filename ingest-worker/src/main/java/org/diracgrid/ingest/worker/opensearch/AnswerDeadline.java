package org.diracgrid.ingest.worker.opensearch;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds a request to one host as a whole: the wait for a connection, connecting, sending and the answer to its last byte.
 * The client's own limits are about silence, so an answer that trickles byte by byte would last for ever.
 *
 * <p>A request that is late is cancelled and its connection closed, so that it cannot reach the server behind the one that
 * repeats it. The clock runs on the JDK's own timer thread, as that of {@link CompletableFuture#orTimeout}. Thread-safe:
 * immutable.
 */
final class AnswerDeadline implements AsyncExecChainHandler {

    private static final Logger log = LoggerFactory.getLogger(AnswerDeadline.class);

    /** As many times the limit of silence: one to get a connection, one for the answer to begin, two for the rest. */
    private static final int SILENCES = 4;

    private final long limitMs;

    /** @param silence the limit of the server's silence */
    AnswerDeadline(Duration silence) {
        this.limitMs = silence.toMillis() * SILENCES;
    }

    @Override
    public void execute(
            HttpRequest request,
            AsyncEntityProducer body,
            AsyncExecChain.Scope scope,
            AsyncExecChain chain,
            AsyncExecCallback callback)
            throws HttpException, IOException {
        CompletableFuture<Void> end = new CompletableFuture<>();
        var unused = end.orTimeout(limitMs, TimeUnit.MILLISECONDS).whenComplete((done, late) -> {
            if (late != null) {
                log.warn(
                        "no complete answer in time, closing the connection: host={} limitMs={}",
                        scope.route.getTargetHost(),
                        limitMs);
                scope.cancellableDependency.cancel();
                scope.execRuntime.discardEndpoint();
            }
        });
        chain.proceed(request, body, scope, new Ending(callback, end));
    }

    /** Passes everything on and stops the clock at the end. */
    private record Ending(AsyncExecCallback callback, CompletableFuture<Void> end) implements AsyncExecCallback {

        @Override
        public AsyncDataConsumer handleResponse(HttpResponse response, EntityDetails entity)
                throws HttpException, IOException {
            return callback.handleResponse(response, entity);
        }

        @Override
        public void handleInformationResponse(HttpResponse response) throws HttpException, IOException {
            callback.handleInformationResponse(response);
        }

        @Override
        public void completed() {
            end.complete(null);
            callback.completed();
        }

        @Override
        public void failed(Exception cause) {
            end.complete(null);
            callback.failed(cause);
        }
    }
}
