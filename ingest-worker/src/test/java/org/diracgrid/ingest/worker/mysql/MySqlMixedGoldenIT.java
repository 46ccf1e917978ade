package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.lifecycle.FoldOptions;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All golden cases of kind iv in one database, their events mixed in common batches, leave exactly what DiracX left. Command
 * reads are done as DiracX does them: after the call they belong to and before the next event of the same job.
 */
@ExtendWith(DevStackExtension.class)
class MySqlMixedGoldenIT {

    private static final int CASES_AT_A_TIME = 25;
    private static final int BATCH = 61;
    private static final String WALL = "2030-01-02 03:04:05";
    private static final InstantSource WALL_CLOCK = InstantSource.fixed(Instant.parse("2030-01-02T03:04:05.999999Z"));

    /** The worker's defaults but for the one key that the golden cases ask for. */
    private static final FoldOptions NOT_MONOTONIC = new FoldOptions(false, FoldOptions.DEFAULTS.skipsLateMetadata());

    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);
    private final List<GoldenCase> cases = GoldenCase.mixed();
    private final GoldenTables tables = new GoldenTables(cases);
    private final EventCodec codec =
            new EventCodec(CodecOptions.DEFAULTS.withNonUtcOffset(CodecOptions.NonUtcOffset.REJECT));

    /** One job's part of a call. */
    private record Step(GoldenCase golden, int call, String original, IngestEvent event) {

        int jobId() {
            return golden.jobId(original);
        }

        WriteOutcome.Kind expected() {
            if (!golden.hasJob(original)) {
                return hasSomethingForTables() ? WriteOutcome.Kind.ABSENT : WriteOutcome.Kind.STORED;
            }
            return golden.fails(call, original) ? WriteOutcome.Kind.REJECTED : WriteOutcome.Kind.STORED;
        }

        private boolean hasSomethingForTables() {
            return !(event instanceof JobMetadataEvent metadata)
                    || !metadata.attributes().isEmpty();
        }
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @EnumSource
    void leavesWhatDiracxLeaves(SchemaFlavour flavour, DevStack stack) throws Exception {
        assertThat(cases).hasSize(200);
        try (TestDatabase database = new TestDatabase(stack, flavour, "golden_mixed")) {
            // Given
            tables.insertInto(database);
            MySqlSettings settings = database.settings().withFold(NOT_MONOTONIC);
            MySqlStore store = lane.get(() -> MySqlStore.open(vertx, settings, WALL_CLOCK));

            // When
            int batches = write(database, store.writer());

            // Then
            assertThat(batches).isLessThan(120);
            tables.assertEqualTo(database, WALL::equals);
            lane.get(store::close);
        }
    }

    /** Call by call over some cases at a time; a batch ends where a job's commands have to be read before it goes on. */
    private int write(TestDatabase database, StoreWriter writer) throws Exception {
        List<Step> batch = new ArrayList<>();
        Set<Integer> readers = new HashSet<>();
        int batches = 0;
        for (Step step : steps()) {
            if (batch.size() == BATCH || readers.contains(step.jobId())) {
                writeAndRead(database, writer, batch, readers);
                batches++;
            }
            batch.add(step);
            if (step.golden().readsCommands(step.call())) {
                readers.add(step.jobId());
            }
        }
        writeAndRead(database, writer, batch, readers);
        return batches + 1;
    }

    private void writeAndRead(TestDatabase database, StoreWriter writer, List<Step> batch, Set<Integer> readers)
            throws Exception {
        List<WriteOutcome> outcomes =
                lane.writeAll(writer, batch.stream().map(Step::event).toList());
        assertThat(outcomes).hasSameSizeAs(batch);
        for (int i = 0; i < outcomes.size(); i++) {
            Step step = batch.get(i);
            assertThat(outcomes.get(i).kind())
                    .as("%s call %d job %s: %s", step.golden().id, step.call(), step.original(), outcomes.get(i))
                    .isEqualTo(step.expected());
        }
        for (int jobId : readers) {
            GoldenTables.readCommands(database, jobId);
        }
        batch.clear();
        readers.clear();
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int group = 0; group < cases.size(); group += CASES_AT_A_TIME) {
            for (int call = 0; call < 10; call++) {
                for (GoldenCase golden : cases.subList(group, group + CASES_AT_A_TIME)) {
                    if (call < golden.calls()) {
                        decode(golden, call, steps);
                    }
                }
            }
        }
        return steps;
    }

    private void decode(GoldenCase golden, int call, List<Step> steps) {
        golden.events(call).forEach((original, bytes) -> {
            try {
                steps.add(new Step(golden, call, original, codec.decodeStructured(bytes)));
            } catch (EventRejectedException e) {
                assertThat(golden.fails(call, original) || !golden.hasJob(original))
                        .as("%s call %d job %s: %s %s", golden.id, call, original, e.reason(), e.getMessage())
                        .isTrue();
            }
        });
    }
}
