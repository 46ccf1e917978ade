package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.worker.port.StoreProbe;

/**
 * Asks every cluster for a sign of life, {@code HEAD /}, which the worker's user may do or could not have started. Its
 * connections are its own and impatient: those of the writes may all be waiting for answers that never come.
 *
 * <p>Thread-safe: its connections are.
 */
final class OpenSearchProbe implements StoreProbe, AutoCloseable {

    private final List<OpenSearchConnection> connections;

    OpenSearchProbe(OpenSearchPlaces places) {
        this.connections = places.distinct().stream()
                .map(OpenSearchProbe::impatient)
                .map(OpenSearchConnection::open)
                .toList();
    }

    /** If one host is silent there is time left for the next one. */
    private static OpenSearchSettings impatient(OpenSearchSettings settings) {
        Duration share = Duration.ofMillis(PING_MAX_MS / (settings.hosts().size() + 1));
        Duration timeout = share.compareTo(settings.timeout()) < 0 ? share : settings.timeout();
        return settings.withTimeout(timeout);
    }

    @Override
    public Future<Void> ping() {
        return Future.all(connections.stream().map(OpenSearchConnection::ping).toList())
                .timeout(PING_MAX_MS, TimeUnit.MILLISECONDS)
                .recover(cause -> Future.failedFuture(OpenSearchFailures.of(cause)))
                .mapEmpty();
    }

    @Override
    public void close() {
        connections.forEach(OpenSearchConnection::close);
    }
}
