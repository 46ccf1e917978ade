package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All golden cases of kind iii in one database, their events mixed in common batches, leave exactly what DiracX left; and
 * the same events once more, cut into other batches, change nothing.
 */
@ExtendWith(DevStackExtension.class)
class MySqlGoldenIT {

    private static final String WALL = "2030-01-02 03:04:05";
    private static final InstantSource WALL_CLOCK = InstantSource.fixed(Instant.parse("2030-01-02T03:04:05.999999Z"));
    private static final InstantSource LATER_CLOCK = InstantSource.fixed(Instant.parse("2031-01-01T00:00:00Z"));

    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);
    private final List<GoldenCase> cases = GoldenCase.statuses();
    private final GoldenTables tables = new GoldenTables(cases);

    /** What an event is expected to meet with. */
    private record Expected(GoldenCase golden, int call, String original, JobStatusEvent event) {}

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @EnumSource
    void leavesWhatDiracxLeaves(SchemaFlavour flavour, DevStack stack) throws Exception {
        assertThat(cases).hasSize(400);
        try (TestDatabase database = new TestDatabase(stack, flavour, "golden")) {
            // Given
            tables.insertInto(database);
            List<Expected> events = events();

            // When
            List<WriteOutcome> outcomes = write(database, events, WALL_CLOCK, 97);

            // Then
            assertOutcomes(events, outcomes);
            tables.assertEqualTo(database, WALL::equals);
            List<String> before = database.everything();
            assertThat(write(database, stored(events, outcomes), LATER_CLOCK, 41))
                    .allMatch(outcome -> outcome.kind() == WriteOutcome.Kind.SUPERSEDED);
            assertThat(database.everything()).isEqualTo(before);
        }
    }

    /** Call by call over all cases, so that a batch holds several cases and, at its seams, several calls of one job. */
    private List<Expected> events() {
        EventCodec codec = new EventCodec(CodecOptions.DEFAULTS.withNonUtcOffset(CodecOptions.NonUtcOffset.REJECT));
        List<Expected> events = new ArrayList<>();
        for (int group = 0; group < cases.size(); group += 10) {
            for (int call = 0; call < 10; call++) {
                for (GoldenCase golden : cases.subList(group, group + 10)) {
                    if (call < golden.calls()) {
                        decode(codec, golden, call, events);
                    }
                }
            }
        }
        return events;
    }

    private static void decode(EventCodec codec, GoldenCase golden, int call, List<Expected> events) {
        golden.events(call).forEach((original, bytes) -> {
            try {
                events.add(new Expected(golden, call, original, (JobStatusEvent) codec.decodeStructured(bytes)));
            } catch (EventRejectedException e) {
                assertThat(golden.fails(call, original))
                        .as("%s call %d job %s: %s %s", golden.id, call, original, e.reason(), e.getMessage())
                        .isTrue();
            }
        });
    }

    private List<WriteOutcome> write(TestDatabase database, List<Expected> events, InstantSource clock, int batchSize)
            throws Exception {
        MySqlStore store = lane.get(() -> MySqlStore.open(vertx, database.settings(), clock));
        List<WriteOutcome> outcomes = new ArrayList<>();
        for (int from = 0; from < events.size(); from += batchSize) {
            List<JobStatusEvent> batch = events.subList(from, Math.min(from + batchSize, events.size())).stream()
                    .map(Expected::event)
                    .toList();
            outcomes.addAll(lane.writeAll(store.writer(), batch));
        }
        lane.get(store::close);
        return outcomes;
    }

    /** What was rejected may be taken later, when its job has moved on; only what was stored must not count again. */
    private static List<Expected> stored(List<Expected> events, List<WriteOutcome> outcomes) {
        List<Expected> stored = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (outcomes.get(i).kind() == WriteOutcome.Kind.STORED) {
                stored.add(events.get(i));
            }
        }
        return stored;
    }

    private static void assertOutcomes(List<Expected> events, List<WriteOutcome> outcomes) {
        assertThat(outcomes).hasSameSizeAs(events);
        for (int i = 0; i < outcomes.size(); i++) {
            Expected expected = events.get(i);
            boolean exists = expected.golden().isolated.get("jobs").has(expected.original());
            WriteOutcome.Kind kind = !exists
                    ? WriteOutcome.Kind.ABSENT
                    : expected.golden().fails(expected.call(), expected.original())
                            ? WriteOutcome.Kind.REJECTED
                            : WriteOutcome.Kind.STORED;
            assertThat(outcomes.get(i).kind())
                    .as(
                            "%s call %d job %s: %s",
                            expected.golden().id, expected.call(), expected.original(), outcomes.get(i))
                    .isEqualTo(kind);
        }
    }
}
