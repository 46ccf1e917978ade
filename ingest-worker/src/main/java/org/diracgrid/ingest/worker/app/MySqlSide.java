package org.diracgrid.ingest.worker.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Predicate;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.Topics;
import org.diracgrid.ingest.model.lifecycle.Fences;
import org.diracgrid.ingest.worker.config.Store;
import org.diracgrid.ingest.worker.mysql.MySqlSettings;
import org.diracgrid.ingest.worker.mysql.MySqlStore;
import org.diracgrid.ingest.worker.mysql.SchemaReport.Level;
import org.diracgrid.ingest.worker.port.AppliedFeed;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** DIRAC's tables. */
record MySqlSide(MySqlSettings settings, InstantSource clock) implements StoreSide {

    private static final Logger LOG = LoggerFactory.getLogger(MySqlSide.class);

    @Override
    public Store store() {
        return Store.MYSQL;
    }

    /** What it could not write it does not read: events of pilots wait in their topic until there is a place for them. */
    @Override
    public Set<String> topics() {
        return settings.pilots() == null ? Set.of(Topics.JOBS) : Set.of(Topics.JOBS, Topics.PILOTS);
    }

    @Override
    public Predicate<IngestEvent> fence() {
        return Fences::isFenced;
    }

    @Override
    public Set<IngestEvent.Kind> unwanted() {
        return Set.of(IngestEvent.Kind.PILOT_PARAMETERS, IngestEvent.Kind.PILOT_LOG);
    }

    @Override
    public boolean tellsFeed() {
        return true;
    }

    @Override
    public Future<ReachedStore> reach(Vertx vertx) {
        return MySqlStore.open(vertx, settings, clock).map(Reached::new);
    }

    private record Reached(MySqlStore store) implements ReachedStore {

        Reached {
            store.report().findings().stream()
                    .filter(finding -> finding.level() == Level.WARNING)
                    .forEach(finding -> LOG.warn("{}: {}", finding.subject(), finding.text()));
        }

        @Override
        public StoreWriter newWriter(AppliedFeed feed) {
            return store.writer(feed);
        }

        @Override
        public Future<Void> ping() {
            return store.ping();
        }

        @Override
        public Future<Void> close() {
            return store.close();
        }
    }
}
