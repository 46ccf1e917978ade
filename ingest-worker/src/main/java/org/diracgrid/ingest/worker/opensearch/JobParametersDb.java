package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.model.event.JobParameter;
import org.diracgrid.ingest.worker.port.StoreException;

/**
 * DiracX's {@code JobParametersDB}: one document per job, {@code _id} being the job's number, in indices like
 * {@code job_parameters_lhcb_710m}. Thread-safe.
 */
public final class JobParametersDb extends OpenSearchDatabase {

    private static final String PREFIX = "job_parameters";

    private final InstantSource wallClock;

    /**
     * @param connection not closed by this object
     * @param wallClock the current time, for {@code timestamp}
     */
    public JobParametersDb(OpenSearchConnection connection, InstantSource wallClock) {
        super(connection, PREFIX, PREFIX); // the template is DiracX's own
        this.wallClock = wallClock;
    }

    /**
     * The parameters of one job, for {@link #bulkUpsert}.
     *
     * @param vo the job's VO, in whatever case
     * @param parameters names and JSON values
     */
    public record JobUpsert(String vo, int jobId, Map<String, Object> parameters) {}

    /**
     * Merges {@code parameters} into the document of a job, which is made if it is missing.
     *
     * @return done once it is stored; or a failure with a {@link StoreException}
     * @throws IllegalArgumentException if the VO cannot be part of an index's name, or a text is not Unicode
     */
    public Future<Void> upsert(String vo, int jobId, Map<String, Object> parameters) {
        return bulkUpsert(List.of(new JobUpsert(vo, jobId, parameters))).compose(UpsertError::failFirst);
    }

    /**
     * Does the same for many jobs in one request.
     *
     * @return what was not stored; or a failure with a {@link StoreException} where nothing is known about any of them
     * @throws IllegalArgumentException as {@link #upsert}
     */
    public Future<List<UpsertError>> bulkUpsert(List<JobUpsert> upserts) {
        return upsert(
                upserts.stream()
                        .map(each -> new Upsert(each.vo(), Subject.job(each.jobId()), each.parameters()))
                        .toList(),
                wallClock.millis());
    }

    /** Mapped names, and those that DiracX gives a meaning without mapping them: they are no free-form names. */
    Set<String> namesOfDiracx() {
        Set<String> names = new HashSet<>(fieldNames());
        Arrays.stream(JobParameter.values()).map(JobParameter::text).forEach(names::add);
        names.add(ParameterEvents.STANDARD_OUTPUT);
        return names;
    }
}
