package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.time.InstantSource;
import org.diracgrid.ingest.worker.port.StoreWriter;

/** The OpenSearch of one DiracX installation, reached once and ready to be written to. Thread-safe. */
public final class OpenSearchStore {

    private final OpenSearchConnection connection;
    private final JobParametersDb jobParameters;
    private final MappingGuard guard;
    private final VoDirectory directory;
    private final OpenSearchOptions options;
    private final InstantSource wallClock;

    private OpenSearchStore(
            OpenSearchConnection connection,
            VoDirectory directory,
            OpenSearchOptions options,
            InstantSource wallClock) {
        this.connection = connection;
        this.jobParameters = new JobParametersDb(connection, wallClock);
        this.guard = new MappingGuard(
                connection, jobParameters.indices(), jobParameters.namesOfDiracx(), options.freeNamesMax());
        this.directory = directory;
        this.options = options;
        this.wallClock = wallClock;
    }

    /**
     * Connects.
     *
     * @param settings where, of {@code DIRACX_OS_DB_JOBPARAMETERSDB}
     * @param directory tells the VO of a job; each writer remembers what it was told
     * @param wallClock the current time, for {@code timestamp}
     * @return the store; or a failure with a {@link org.diracgrid.ingest.worker.port.StoreException}, {@code FATAL} where
     *     the login is not accepted, {@code TRANSIENT} where nothing answers
     * @throws IllegalArgumentException if a file that the settings name is not what it should be
     */
    public static Future<OpenSearchStore> open(
            OpenSearchSettings settings, VoDirectory directory, OpenSearchOptions options, InstantSource wallClock) {
        OpenSearchConnection connection = OpenSearchConnection.open(settings);
        return connection
                .ping()
                .map(unused -> new OpenSearchStore(connection, directory, options, wallClock))
                .onFailure(failure -> connection.close());
    }

    /** A writer for one lane; every lane needs its own. */
    public StoreWriter newWriter() {
        return new OpenSearchWriter(
                new BulkLane(connection),
                jobParameters.indices(),
                guard,
                new VoCache(directory, options.cachedVosMax(), wallClock),
                ParameterEvents::read,
                options.mode(),
                wallClock);
    }

    /** The database itself, for templates and searches. */
    public JobParametersDb jobParameters() {
        return jobParameters;
    }

    /** Closes the connections. No write is in flight when it is called. */
    public void close() {
        connection.close();
    }
}
