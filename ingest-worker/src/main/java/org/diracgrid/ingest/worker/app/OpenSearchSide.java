package org.diracgrid.ingest.worker.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.IngestEvent.Kind;
import org.diracgrid.ingest.model.event.Topics;
import org.diracgrid.ingest.worker.config.Store;
import org.diracgrid.ingest.worker.opensearch.OpenSearchDatabase;
import org.diracgrid.ingest.worker.opensearch.OpenSearchOptions;
import org.diracgrid.ingest.worker.opensearch.OpenSearchPlaces;
import org.diracgrid.ingest.worker.opensearch.OpenSearchStore;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogCounters;
import org.diracgrid.ingest.worker.port.AppliedFeed;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DiracX's documents: parameters of jobs and, where there are databases for them, parameters and logs of pilots.
 *
 * @param lookUps where jobs and pilots are looked up
 * @param logCounters what was written of logs
 */
record OpenSearchSide(
        OpenSearchPlaces places,
        OpenSearchOptions options,
        LookUps lookUps,
        LogCounters logCounters,
        InstantSource clock)
        implements StoreSide {

    private static final Logger LOG = LoggerFactory.getLogger(OpenSearchSide.class);

    @Override
    public Store store() {
        return Store.OPENSEARCH;
    }

    @Override
    public Set<String> topics() {
        var topics = new TreeSet<>(Set.of(Topics.JOBS, Topics.JOBS_APPLIED));
        if (places.pilotParameters() != null) {
            topics.add(Topics.PILOTS);
        }
        if (places.pilotLogs() != null) {
            topics.add(Topics.PILOT_LOGS);
        }
        return topics;
    }

    @Override
    public Predicate<IngestEvent> fence() {
        return event -> false; // the last document wins, and whatever is repeated comes with all that followed it
    }

    /** What became of a status is in the change feed; of pilots it has parameters and logs. */
    @Override
    public Set<Kind> unwanted() {
        return EnumSet.of(
                Kind.JOB_STATUS,
                Kind.PILOT_REGISTERED,
                Kind.PILOT_METADATA,
                Kind.PILOT_JOBS_ASSIGNED,
                Kind.PILOT_OUTPUT);
    }

    @Override
    public boolean tellsFeed() {
        return false;
    }

    @Override
    public List<String> figures() {
        return logCounters.lines() == 0
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "pilot logs: %d lines, %d of them of unknown pilots; messages: %d missing, %d repeated",
                        logCounters.lines(),
                        logCounters.linesOfUnknownPilots(),
                        logCounters.missingMessages(),
                        logCounters.repeatedMessages()));
    }

    @Override
    public Future<ReachedStore> reach(Vertx vertx) {
        var open = lookUps.open(vertx);
        return OpenSearchStore.open(places, open.directories(), options, logCounters, clock)
                .compose(store -> warn(store).onFailure(failure -> store.close()))
                .<ReachedStore>map(store -> new Reached(store, open))
                .onFailure(failure -> open.close());
    }

    private Future<OpenSearchStore> warn(OpenSearchStore store) {
        places.distinct().forEach(settings -> settings.warnings().forEach(LOG::warn));
        if (places.pilotParameters() == null) {
            LOG.info("parameters of pilots are not read: DIRACX_OS_DB_PILOTPARAMETERSDB is not set");
        }
        if (places.pilotLogs() == null) {
            LOG.info("logs of pilots are not read: DIRACX_OS_DB_PILOTLOGSDB is not set");
        }
        return Future.all(store.databases().all().stream()
                        .map(OpenSearchSide::warnWithoutTemplate)
                        .toList())
                .map(store);
    }

    /** Without the template documents are stored all the same, but OpenSearch guesses their types. */
    private static Future<Void> warnWithoutTemplate(OpenSearchDatabase database) {
        return database.hasIndexTemplate()
                .onSuccess(exists -> {
                    if (!exists) {
                        LOG.warn(
                                "the index template {} does not exist (create it with: ingest init --templates)",
                                database.templateName());
                    }
                })
                .mapEmpty();
    }

    private record Reached(OpenSearchStore store, LookUps.Open lookUps) implements ReachedStore {

        @Override
        public StoreWriter newWriter(AppliedFeed feed) {
            return store.newWriter();
        }

        @Override
        public Future<Void> ping() {
            return store.ping();
        }

        @Override
        public Future<Void> close() {
            store.close();
            return lookUps.close();
        }
    }
}
