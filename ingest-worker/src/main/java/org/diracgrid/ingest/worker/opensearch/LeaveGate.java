package org.diracgrid.ingest.worker.opensearch;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the leave of a request whenever bytes of it are about to leave. A request takes milliseconds from the lane to the wire:
 * it is serialised, and it waits for a connection. A process that is frozen in between would send it when it wakes up,
 * though its partitions are somebody else's by then. The server acts on whole requests only, so a body that ends early
 * does nothing.
 *
 * <p>A request carries a ticket as a header, which is taken off here. Thread-safe.
 */
final class LeaveGate implements AsyncExecChainHandler {

    static final String TICKET = "Ingest-Leave";

    private final Map<String, WriteLeave> leaves = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    /** The ticket of a request that is about to be made; to be {@linkplain #forget forgotten} when it is answered. */
    String admit(WriteLeave leave) {
        String ticket = Long.toString(last.incrementAndGet());
        leaves.put(ticket, leave);
        return ticket;
    }

    void forget(String ticket) {
        leaves.remove(ticket);
    }

    @Override
    public void execute(
            HttpRequest request,
            @Nullable AsyncEntityProducer body,
            AsyncExecChain.Scope scope,
            AsyncExecChain chain,
            AsyncExecCallback callback)
            throws HttpException, IOException {
        Header ticket = request.getFirstHeader(TICKET);
        if (ticket == null || body == null) {
            chain.proceed(request, body, scope, callback);
            return;
        }
        request.removeHeaders(TICKET);
        // What was given up already has no leave any more.
        WriteLeave leave = leaves.getOrDefault(ticket.getValue(), () -> false);
        chain.proceed(request, new Guarded(body, leave), scope, callback);
    }

    private record Guarded(AsyncEntityProducer body, WriteLeave leave) implements AsyncEntityProducer {

        @Override
        public void produce(DataStreamChannel channel) throws IOException {
            if (!leave.isGiven()) {
                throw new IOException(WriteLeave.refused());
            }
            body.produce(channel);
        }

        @Override
        public int available() {
            return body.available();
        }

        @Override
        public boolean isRepeatable() {
            return body.isRepeatable();
        }

        @Override
        public long getContentLength() {
            return body.getContentLength();
        }

        @Override
        public @Nullable String getContentType() {
            return body.getContentType();
        }

        @Override
        public @Nullable String getContentEncoding() {
            return body.getContentEncoding();
        }

        @Override
        public boolean isChunked() {
            return body.isChunked();
        }

        @Override
        public Set<String> getTrailerNames() {
            return body.getTrailerNames();
        }

        @Override
        public void failed(Exception cause) {
            body.failed(cause);
        }

        @Override
        public void releaseResources() {
            body.releaseResources();
        }
    }
}
