package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteRequest;
import org.jspecify.annotations.Nullable;

/**
 * One batch taken apart by family, and the outcomes of the parts put together again in the order of the batch.
 *
 * <p>Confined to the lane that writes the batch.
 */
final class BatchParts {

    /** The requests of one family, and their places in the batch. */
    private record Part(List<WriteRequest> requests, List<Integer> places) {}

    private final int size;
    private final Map<Family, Part> parts = new EnumMap<>(Family.class);

    /** @param families those of which something is to be written */
    BatchParts(WriteBatch batch, Set<Family> families) {
        List<WriteRequest> requests = batch.requests();
        this.size = requests.size();
        for (int i = 0; i < size; i++) {
            Family family = Family.of(requests.get(i).event());
            if (families.contains(family)) {
                Part part = parts.computeIfAbsent(family, unused -> new Part(new ArrayList<>(), new ArrayList<>()));
                part.requests().add(requests.get(i));
                part.places().add(i);
            }
        }
    }

    /** The families of which there is something to write. */
    Set<Family> families() {
        return parts.keySet();
    }

    /** What there is of {@code family}, in the order of the batch. */
    List<WriteRequest> of(Family family) {
        Part part = parts.get(family);
        return part == null ? List.of() : part.requests();
    }

    /**
     * Puts the answers of all families together. Where one family is away for now and another is not, the requests of the
     * one fail, each for itself, so that those of the other are done with. Any other failure is the whole batch's: it has
     * to be taken apart to find whose fault it is, and writing the rest again changes nothing.
     *
     * @param answers one of each of {@link #families()}, all complete
     */
    Future<List<WriteOutcome>> merge(Map<Family, Future<List<WriteOutcome>>> answers) {
        StoreException gravest = gravest(answers);
        if (gravest != null
                && (gravest.failure().kind() != Kind.TRANSIENT
                        || answers.values().stream().noneMatch(Future::succeeded))) {
            return Future.failedFuture(gravest);
        }
        WriteOutcome[] outcomes = new WriteOutcome[size];
        Arrays.fill(outcomes, WriteOutcome.Stored.INSTANCE);
        parts.forEach((family, part) -> {
            Future<List<WriteOutcome>> answer = answers.get(family);
            for (int i = 0; i < part.places().size(); i++) {
                outcomes[part.places().get(i)] = outcome(answer, i);
            }
        });
        return Future.succeededFuture(List.of(outcomes));
    }

    private static WriteOutcome outcome(@Nullable Future<List<WriteOutcome>> answer, int request) {
        if (answer == null) {
            throw new IllegalStateException("a family has not answered");
        }
        return answer.succeeded()
                ? answer.result().get(request)
                : new WriteOutcome.Failed(OpenSearchFailures.of(answer.cause()).failure());
    }

    /** FATAL before UNCLASSIFIED before TRANSIENT; null if all have succeeded. */
    private static @Nullable StoreException gravest(Map<Family, Future<List<WriteOutcome>>> answers) {
        StoreException gravest = null;
        for (Future<List<WriteOutcome>> answer : answers.values()) {
            if (answer.failed()) {
                StoreException failure = OpenSearchFailures.of(answer.cause());
                if (gravest == null || gravity(failure) > gravity(gravest)) {
                    gravest = failure;
                }
            }
        }
        return gravest;
    }

    private static int gravity(StoreException failure) {
        return switch (failure.failure().kind()) {
            case TRANSIENT -> 0;
            case UNCLASSIFIED -> 1;
            case FATAL -> 2;
        };
    }
}
