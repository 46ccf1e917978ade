package org.diracgrid.ingest.worker.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.Topics;
import org.diracgrid.ingest.worker.config.Store;
import org.diracgrid.ingest.worker.mysql.DatabaseUrl;
import org.diracgrid.ingest.worker.mysql.JobVos;
import org.diracgrid.ingest.worker.opensearch.OpenSearchOptions;
import org.diracgrid.ingest.worker.opensearch.OpenSearchSettings;
import org.diracgrid.ingest.worker.opensearch.OpenSearchStore;
import org.diracgrid.ingest.worker.port.AppliedFeed;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DiracX's documents of job parameters.
 *
 * @param jobDb where the VO of a job is looked up
 * @param lookUp opens it
 */
record OpenSearchSide(
        OpenSearchSettings settings,
        OpenSearchOptions options,
        DatabaseUrl jobDb,
        BiFunction<Vertx, DatabaseUrl, JobVos> lookUp,
        InstantSource clock)
        implements StoreSide {

    private static final Logger LOG = LoggerFactory.getLogger(OpenSearchSide.class);

    static final Set<String> TOPICS = Set.of(Topics.JOBS, Topics.JOBS_APPLIED);

    @Override
    public Store store() {
        return Store.OPENSEARCH;
    }

    @Override
    public Set<String> topics() {
        return TOPICS;
    }

    @Override
    public Predicate<IngestEvent> fence() {
        return event -> false; // the last document wins, and whatever is repeated comes with all that followed it
    }

    @Override
    public Set<IngestEvent.Kind> unwanted() {
        return Set.of(IngestEvent.Kind.JOB_STATUS); // what became of it is in the change feed
    }

    @Override
    public boolean tellsFeed() {
        return false;
    }

    @Override
    public Future<ReachedStore> reach(Vertx vertx) {
        JobVos jobVos = lookUp.apply(vertx, jobDb);
        return OpenSearchStore.open(settings, jobVos::find, options, clock)
                .compose(store -> warn(store).onFailure(failure -> store.close()))
                .<ReachedStore>map(store -> new Reached(store, jobVos))
                .onFailure(failure -> jobVos.close());
    }

    /** Without the template documents are stored all the same, but OpenSearch guesses their types. */
    private Future<OpenSearchStore> warn(OpenSearchStore store) {
        settings.warnings().forEach(LOG::warn);
        return store.jobParameters().hasIndexTemplate().map(exists -> {
            if (!exists) {
                LOG.warn("the index template job_parameters does not exist (create it with: ingest init --templates)");
            }
            return store;
        });
    }

    private record Reached(OpenSearchStore store, JobVos jobVos) implements ReachedStore {

        @Override
        public StoreWriter newWriter(AppliedFeed feed) {
            return store.newWriter();
        }

        @Override
        public Future<Void> close() {
            store.close();
            return jobVos.close();
        }
    }
}
