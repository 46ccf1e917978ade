package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.worker.port.StoreException;

/**
 * Parameters of pilots, an extension in the manner of DiracX's databases: one document per pilot, {@code _id} being its
 * number in {@code PilotAgents}, in indices like {@code pilot_parameters_lhcb_17m}. Thread-safe.
 */
public final class PilotParametersDb extends OpenSearchDatabase {

    private final InstantSource wallClock;

    /**
     * @param connection not closed by this object
     * @param wallClock the current time, for {@code timestamp}
     */
    public PilotParametersDb(OpenSearchConnection connection, InstantSource wallClock) {
        super(connection, "pilot_parameters", "ingest_pilot_parameters");
        this.wallClock = wallClock;
    }

    /**
     * The parameters of one pilot, for {@link #bulkUpsert}.
     *
     * @param stamp the pilot's stamp
     * @param pilot its number, and its VO in whatever case
     * @param parameters names and JSON values
     */
    public record PilotUpsert(String stamp, Pilot pilot, Map<String, Object> parameters) {}

    /**
     * Merges {@code parameters} into the document of a pilot, which is made if it is missing.
     *
     * @return done once it is stored; or a failure with a {@link StoreException}
     * @throws IllegalArgumentException if the VO cannot be part of an index's name, or a text is not Unicode
     */
    public Future<Void> upsert(String stamp, Pilot pilot, Map<String, Object> parameters) {
        return bulkUpsert(List.of(new PilotUpsert(stamp, pilot, parameters))).compose(UpsertError::failFirst);
    }

    /**
     * Does the same for many pilots in one request.
     *
     * @return what was not stored; or a failure with a {@link StoreException} where nothing is known about any of them
     * @throws IllegalArgumentException as {@link #upsert}
     */
    public Future<List<UpsertError>> bulkUpsert(List<PilotUpsert> upserts) {
        return upsert(upserts.stream().map(PilotParametersDb::upsert).toList(), wallClock.millis());
    }

    private static Upsert upsert(PilotUpsert given) {
        Pilot pilot = given.pilot();
        return new Upsert(pilot.vo(), Subject.pilot(pilot.pilotId(), given.stamp()), given.parameters());
    }
}
