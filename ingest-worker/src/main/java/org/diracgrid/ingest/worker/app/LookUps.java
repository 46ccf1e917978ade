package org.diracgrid.ingest.worker.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diracgrid.ingest.worker.mysql.DatabaseUrl;
import org.diracgrid.ingest.worker.mysql.JobVos;
import org.diracgrid.ingest.worker.mysql.StampDirectory;
import org.diracgrid.ingest.worker.opensearch.OpenSearchStore.Directories;
import org.diracgrid.ingest.worker.opensearch.Pilot;

/**
 * Where OpenSearch's side asks the databases about jobs and pilots. Immutable.
 *
 * @param jobDb tells the VO of a job
 * @param pilotAgentsDb tells of pilots; empty where nothing of them is stored
 * @param lanes contexts that may ask at a time
 * @param connectTimeout for the TCP connection
 * @param statementTimeout for one question
 */
record LookUps(
        DatabaseUrl jobDb,
        Optional<DatabaseUrl> pilotAgentsDb,
        int lanes,
        Duration connectTimeout,
        Duration statementTimeout) {

    /** A look-up is a lane's time: what is known waits for it, too. */
    private static final Duration TIMEOUT_MAX = Duration.ofSeconds(5);

    LookUps {
        connectTimeout = shorter(connectTimeout, TIMEOUT_MAX);
        statementTimeout = shorter(statementTimeout, TIMEOUT_MAX);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Sets the connections up; connects to nothing yet. */
    Open open(Vertx vertx) {
        return new Open(
                new JobVos(vertx, jobDb, lanes, connectTimeout, statementTimeout),
                pilotAgentsDb.map(url -> new StampDirectory(vertx, url, lanes, connectTimeout, statementTimeout)));
    }

    /** The connections. */
    record Open(JobVos jobVos, Optional<StampDirectory> stamps) {

        Directories directories() {
            return new Directories(jobVos::find, this::findPilots);
        }

        /** The pilots of {@code stamps}, by the stamps as they were asked for. */
        Future<Map<String, Pilot>> findPilots(Set<String> asked) {
            return stamps.orElseThrow().find(asked).map(found -> {
                Map<String, Pilot> pilots = new HashMap<>();
                for (String stamp : asked) {
                    var pilot = found.get(StampDirectory.normalised(stamp));
                    if (pilot != null) {
                        pilots.put(stamp, new Pilot(pilot.pilotId(), pilot.vo()));
                    }
                }
                return pilots;
            });
        }

        Future<Void> close() {
            return Future.join(jobVos.close(), stamps.map(StampDirectory::close).orElse(Future.succeededFuture()))
                    .mapEmpty();
        }
    }
}
