package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diracgrid.ingest.worker.opensearch.OpenSearchWriter.FamilyWriter;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogCounters;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogSequences;
import org.diracgrid.ingest.worker.port.StoreWriter;

/** The OpenSearch of one DiracX installation, reached once and ready to be written to. Thread-safe. */
public final class OpenSearchStore {

    private final OpenSearchDatabases databases;
    private final OpenSearchProbe probe;
    private final Directories directories;
    private final OpenSearchOptions options;
    private final LogCounters logCounters;
    private final InstantSource wallClock;
    private final MappingGuard jobGuard;
    private final Optional<MappingGuard> pilotGuard;

    /**
     * Where a job or a pilot is looked up. Each writer remembers what it was told.
     *
     * @param vos tells the VO of a job
     * @param pilots tells the pilot of a stamp
     */
    public record Directories(VoDirectory vos, PilotDirectory pilots) {

        /** Where nothing of pilots is stored. */
        public static Directories ofJobs(VoDirectory vos) {
            return new Directories(vos, stamps -> Future.succeededFuture(Map.of()));
        }
    }

    private OpenSearchStore(
            OpenSearchDatabases databases,
            OpenSearchProbe probe,
            Directories directories,
            OpenSearchOptions options,
            LogCounters logCounters,
            InstantSource wallClock) {
        this.databases = databases;
        this.probe = probe;
        this.directories = directories;
        this.options = options;
        this.logCounters = logCounters;
        this.wallClock = wallClock;
        JobParametersDb jobs = databases.jobParameters();
        this.jobGuard = guard(jobs, jobs.namesOfDiracx());
        this.pilotGuard = databases.pilotParameters().map(pilots -> guard(pilots, pilots.fieldNames()));
    }

    /**
     * Connects.
     *
     * @param logCounters sum up what is written of logs
     * @param wallClock the current time, for {@code timestamp}
     * @return the store; or a failure with a {@link org.diracgrid.ingest.worker.port.StoreException}, {@code FATAL} where
     *     a login is not accepted, {@code TRANSIENT} where nothing answers
     * @throws IllegalArgumentException if a file that the settings name is not what it should be
     */
    public static Future<OpenSearchStore> open(
            OpenSearchPlaces places,
            Directories directories,
            OpenSearchOptions options,
            LogCounters logCounters,
            InstantSource wallClock) {
        OpenSearchDatabases databases = OpenSearchDatabases.open(places, wallClock);
        return databases
                .ping()
                .map(unused -> new OpenSearchStore(
                        databases, new OpenSearchProbe(places), directories, options, logCounters, wallClock))
                .onFailure(failure -> databases.close());
    }

    /** A writer for one lane; every lane needs its own. */
    public StoreWriter newWriter() {
        Map<Family, FamilyWriter> writers = new EnumMap<>(Family.class);
        StoreWriter jobs = newJobWriter();
        writers.put(Family.JOB_PARAMETERS, (part, pilots) -> jobs.write(part));
        databases.pilotParameters().ifPresent(database -> {
            PilotParametersWriter writer = newParametersWriter(database);
            writers.put(Family.PILOT_PARAMETERS, (part, pilots) -> pilots.compose(found -> writer.write(part, found)));
        });
        databases.pilotLogs().ifPresent(database -> {
            PilotLogWriter writer = newLogWriter(database);
            writers.put(Family.PILOT_LOGS, (part, pilots) -> pilots.compose(found -> writer.write(part, found)));
        });
        return new OpenSearchWriter(
                writers, LookUpCache.ofPilots(directories.pilots(), options.cachedPilotsMax(), wallClock));
    }

    private StoreWriter newJobWriter() {
        JobParametersDb database = databases.jobParameters();
        return new JobParametersWriter(
                new BulkLane(database.connection()),
                database.indices(),
                jobGuard,
                LookUpCache.ofVos(directories.vos(), options.cachedVosMax(), wallClock),
                ParameterEvents::read,
                options.mode(),
                wallClock);
    }

    private PilotParametersWriter newParametersWriter(PilotParametersDb database) {
        return new PilotParametersWriter(
                new BulkLane(database.connection()),
                database.indices(),
                pilotGuard.orElseThrow(),
                options.mode(),
                wallClock);
    }

    private PilotLogWriter newLogWriter(PilotLogsDb database) {
        return new PilotLogWriter(
                new BulkLane(database.connection()),
                database.indices(),
                new LogEncoder(options.scrubLogs()),
                options.unknownPilot(),
                new LogSequences(logCounters, options.cachedPilotsMax()),
                logCounters);
    }

    private MappingGuard guard(OpenSearchDatabase database, Set<String> mapped) {
        return new MappingGuard(database.connection(), database.indices(), mapped, options.freeNamesMax());
    }

    /** Asks every cluster for a sign of life; see {@link org.diracgrid.ingest.worker.port.StoreProbe}. */
    public Future<Void> ping() {
        return probe.ping();
    }

    /** The databases themselves, for templates and searches. */
    public OpenSearchDatabases databases() {
        return databases;
    }

    /** Closes the connections. No write is in flight when it is called. */
    public void close() {
        probe.close();
        databases.close();
    }
}
