package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.model.event.JobParameter;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.jspecify.annotations.Nullable;

/**
 * DiracX's {@code JobParametersDB}: one document per job, {@code _id} being the job's number, in indices like
 * {@code job_parameters_lhcb_710m}.
 *
 * <p>Searches find what was written once the server has refreshed the index, after a second as a rule. Thread-safe.
 */
public final class JobParametersDb {

    private static final String PREFIX = "job_parameters";

    private final OpenSearchConnection connection;
    private final OpenSearchDatabase database;
    private final InstantSource wallClock;

    /**
     * @param connection not closed by this object
     * @param wallClock the current time, for {@code timestamp}
     */
    public JobParametersDb(OpenSearchConnection connection, InstantSource wallClock) {
        this.connection = connection;
        this.database = new OpenSearchDatabase(connection, PREFIX);
        this.wallClock = wallClock;
    }

    /**
     * The parameters of one job, for {@link #bulkUpsert}.
     *
     * @param vo the job's VO, in whatever case
     * @param parameters names and JSON values
     */
    public record Upsert(String vo, int jobId, Map<String, Object> parameters) {}

    /**
     * A document that was not stored.
     *
     * @param failure why; its kind says whether it may be tried again
     */
    public record UpsertError(int jobId, StoreFailure failure) {}

    /** As {@link OpenSearchConnection#ping}. */
    public Future<Void> ping() {
        return connection.ping();
    }

    /** Whether DiracX's template is there. */
    public Future<Boolean> hasIndexTemplate() {
        return database.hasIndexTemplate();
    }

    /** Puts DiracX's template, {@code job_parameters}; one that is there is replaced. */
    public Future<Void> createIndexTemplate() {
        return database.createIndexTemplate();
    }

    /**
     * Merges {@code parameters} into the document of a job, which is made if it is missing.
     *
     * @return done once it is stored; or a failure with a {@link StoreException}
     * @throws IllegalArgumentException if the VO cannot be part of an index's name, or a text is not Unicode
     */
    public Future<Void> upsert(String vo, int jobId, Map<String, Object> parameters) {
        return bulkUpsert(List.of(new Upsert(vo, jobId, parameters))).compose(errors -> {
            if (errors.isEmpty()) {
                return Future.succeededFuture();
            }
            return Future.failedFuture(new StoreException(errors.get(0).failure(), null));
        });
    }

    /**
     * Does the same for many jobs in one request.
     *
     * @return what was not stored; or a failure with a {@link StoreException} where
     *     nothing is known about any of them
     * @throws IllegalArgumentException as {@link #upsert}
     */
    public Future<List<UpsertError>> bulkUpsert(List<Upsert> upserts) {
        if (upserts.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        List<BulkItem> items = upserts.stream().map(this::item).toList();
        return new BulkLane(connection).send(items).map(answers -> errors(upserts, answers));
    }

    /**
     * Searches, as DiracX does.
     *
     * @param parameters names that the answers shall have; empty for all
     * @param page null for the server's own choice, its first 10 answers
     * @return the documents; or a failure with a {@link StoreException}
     * @throws InvalidQueryException if a field is not mapped, or not of a type that knows the operator
     */
    public Future<List<Map<String, Object>>> search(
            List<String> parameters, List<SearchFilter> filters, List<SearchSort> sorts, @Nullable SearchPage page) {
        return database.search(parameters, filters, sorts, page);
    }

    IndexNames indices() {
        return database.indices();
    }

    /** Names that the template maps. */
    Set<String> fieldNames() {
        return database.types().keySet();
    }

    /** Those, and the names that DiracX gives a meaning without mapping them: they are no free-form names. */
    Set<String> namesOfDiracx() {
        Set<String> names = new HashSet<>(fieldNames());
        Arrays.stream(JobParameter.values()).map(JobParameter::text).forEach(names::add);
        names.add(ParameterEvents.STANDARD_OUTPUT);
        return names;
    }

    private BulkItem item(Upsert upsert) {
        if (!indices().isLegal(upsert.vo())) {
            throw new IllegalArgumentException("The VO " + upsert.vo() + " cannot be part of an index's name.");
        }
        Map<String, Object> document = JobDocument.document(upsert.jobId(), wallClock.millis());
        DeepMerge.into(document, upsert.parameters());
        try {
            return new BulkItem(
                    indices().of(upsert.vo(), upsert.jobId()),
                    Integer.toString(upsert.jobId()),
                    DocumentJson.write(document),
                    WriteMode.REPLACE);
        } catch (IOException e) {
            throw new IllegalArgumentException("A text of job " + upsert.jobId() + " is not Unicode.", e);
        }
    }

    private static List<UpsertError> errors(List<Upsert> upserts, List<ItemAnswer> answers) {
        List<UpsertError> errors = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).fate() != OpenSearchFailures.Fate.STORED) {
                errors.add(
                        new UpsertError(upserts.get(i).jobId(), answers.get(i).failure()));
            }
        }
        return errors;
    }
}
