package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All golden cases of kind vi in one database, their events mixed in common batches, leave exactly what DiracX left; and the
 * same events once more, cut into other batches, change nothing.
 *
 * <p>DiracX updates several pilots in one call, and undoes all if one of them fails. Events are for one pilot each, so those
 * of such a call are left out here.
 */
@ExtendWith(DevStackExtension.class)
class PilotGoldenIT {

    private static final String WALL = "2030-01-02 03:04:05";
    private static final InstantSource WALL_CLOCK = InstantSource.fixed(Instant.parse("2030-01-02T03:04:05.999999Z"));
    private static final InstantSource EARLIER_CLOCK = InstantSource.fixed(Instant.parse("2029-01-01T00:00:00Z"));

    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);
    private final List<GoldenPilots> cases = GoldenPilots.all();

    /** What an event is expected to meet with. */
    private record Expected(GoldenPilots golden, int call, IngestEvent event) {}

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @EnumSource
    void leavesWhatDiracxLeaves(SchemaFlavour flavour, DevStack stack) throws Exception {
        assertThat(cases).hasSize(200);
        try (TestDatabase database = new TestDatabase(stack, flavour, "pilots")) {
            // Given
            List<Expected> events = events();

            // When
            List<WriteOutcome> outcomes = write(database, events, WALL_CLOCK, 97);

            // Then
            assertOutcomes(events, outcomes);
            assertRows(database);
            List<String> before = database.pilotRows();
            assertThat(write(database, stored(events, outcomes), EARLIER_CLOCK, 41))
                    .allMatch(outcome -> outcome.kind() == WriteOutcome.Kind.SUPERSEDED
                            || outcome.kind() == WriteOutcome.Kind.STORED);
            assertThat(database.pilotRows()).isEqualTo(before);
        }
    }

    /** Call by call over all cases, so that a batch holds several cases and, at its seams, several calls of one pilot. */
    private List<Expected> events() {
        EventCodec codec = new EventCodec(CodecOptions.DEFAULTS);
        List<Expected> events = new ArrayList<>();
        for (int group = 0; group < cases.size(); group += 10) {
            for (int call = 0; call < 10; call++) {
                for (GoldenPilots golden : cases.subList(group, group + 10)) {
                    if (call < golden.calls() && !golden.isUndone(call)) {
                        decode(codec, golden, call, events);
                    }
                }
            }
        }
        return events;
    }

    private static void decode(EventCodec codec, GoldenPilots golden, int call, List<Expected> events) {
        for (byte[] bytes : golden.events(call)) {
            try {
                events.add(new Expected(golden, call, codec.decodeStructured(bytes)));
            } catch (EventRejectedException e) {
                assertThat(golden.error(call))
                        .as("%s call %d: %s %s", golden.id(), call, e.reason(), e.getMessage())
                        .isEqualTo("ValidationError");
            }
        }
    }

    private List<WriteOutcome> write(TestDatabase database, List<Expected> events, InstantSource clock, int batchSize)
            throws Exception {
        Set<String> registry = Set.of("lhcb", "Belle");
        MySqlSettings settings = database.settings(new PilotSettings(database.pilotDbUrl(), registry));
        MySqlStore store = lane.get(() -> MySqlStore.open(vertx, settings, clock));
        StoreWriter writer = store.writer();
        List<WriteOutcome> outcomes = new ArrayList<>();
        for (int from = 0; from < events.size(); from += batchSize) {
            List<IngestEvent> batch = events.subList(from, Math.min(from + batchSize, events.size())).stream()
                    .map(Expected::event)
                    .toList();
            outcomes.addAll(lane.writeAll(writer, batch));
        }
        lane.get(store::close);
        return outcomes;
    }

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
            assertThat(outcomes.get(i).kind())
                    .as("%s call %d: %s", expected.golden().id(), expected.call(), outcomes.get(i))
                    .isIn(expected.golden().outcomes(expected.call()));
        }
    }

    private void assertRows(TestDatabase database) throws Exception {
        List<String> expectedPilots = new ArrayList<>();
        List<String> expectedMapping = new ArrayList<>();
        for (GoldenPilots golden : cases) {
            expectedPilots.addAll(golden.pilotRows(WALL));
            expectedMapping.addAll(golden.mappingRows());
        }
        assertThat(expectedPilots).hasSizeGreaterThan(200);
        assertThat(expectedMapping).hasSizeGreaterThan(100);
        String pilots = database.pilotDb() + ".PilotAgents";
        assertThat(database.rows(
                        "SELECT PilotStamp, InitialJobID, CurrentJobID, PilotJobReference, DestinationSite, Queue,"
                                + " GridSite, VO, GridType, BenchMark + 0e0, SubmissionTime, LastUpdateTime, Status,"
                                + " StatusReason, AccountingSent FROM " + pilots))
                .map(row -> row.replaceAll("\\|(\\d+)\\|(\\d{4}-)", "|$1.0|$2"))
                .containsExactlyInAnyOrderElementsOf(expectedPilots);
        assertThat(database.rows("SELECT PilotStamp, JobID, StartTime FROM " + database.pilotDb()
                        + ".JobToPilotMapping JOIN " + pilots + " USING (PilotID)"))
                .containsExactlyInAnyOrderElementsOf(expectedMapping);
    }
}
