package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The databases of one DiracX installation. Those with equal settings share one connection. Thread-safe: immutable but for
 * the connections.
 */
public final class OpenSearchDatabases implements AutoCloseable {

    private final Map<OpenSearchSettings, OpenSearchConnection> connections = new LinkedHashMap<>();
    private final JobParametersDb jobParameters;
    private final @Nullable PilotParametersDb pilotParameters;
    private final @Nullable PilotLogsDb pilotLogs;

    private OpenSearchDatabases(OpenSearchPlaces places, InstantSource wallClock) {
        for (OpenSearchSettings settings : places.distinct()) {
            connections.put(settings, OpenSearchConnection.open(settings));
        }
        jobParameters = new JobParametersDb(connection(places.jobParameters()), wallClock);
        pilotParameters = places.pilotParameters() == null
                ? null
                : new PilotParametersDb(connection(places.pilotParameters()), wallClock);
        pilotLogs = places.pilotLogs() == null ? null : new PilotLogsDb(connection(places.pilotLogs()));
    }

    /**
     * Sets the clients up; connects to nothing yet.
     *
     * @param wallClock the current time, for {@code timestamp}
     * @throws IllegalArgumentException if a file that the settings name is not what it should be
     */
    public static OpenSearchDatabases open(OpenSearchPlaces places, InstantSource wallClock) {
        return new OpenSearchDatabases(places, wallClock);
    }

    public JobParametersDb jobParameters() {
        return jobParameters;
    }

    public Optional<PilotParametersDb> pilotParameters() {
        return Optional.ofNullable(pilotParameters);
    }

    public Optional<PilotLogsDb> pilotLogs() {
        return Optional.ofNullable(pilotLogs);
    }

    /** Those that there are. */
    public List<OpenSearchDatabase> all() {
        List<OpenSearchDatabase> all = new ArrayList<>();
        all.add(jobParameters);
        pilotParameters().ifPresent(all::add);
        pilotLogs().ifPresent(all::add);
        return all;
    }

    /** Whether all of them answer, see {@link OpenSearchConnection#ping}. */
    public Future<Void> ping() {
        return Future.all(connections.values().stream()
                        .map(OpenSearchConnection::ping)
                        .toList())
                .mapEmpty();
    }

    /** Releases the connections. Nothing may be under way. */
    @Override
    public void close() {
        connections.values().forEach(OpenSearchConnection::close);
    }

    private OpenSearchConnection connection(OpenSearchSettings settings) {
        OpenSearchConnection connection = connections.get(settings);
        if (connection == null) {
            throw new IllegalStateException("no connection was opened to " + settings);
        }
        return connection;
    }
}
