package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diracgrid.ingest.worker.mysql.PilotEvents.assigned;
import static org.diracgrid.ingest.worker.mysql.PilotEvents.metadata;
import static org.diracgrid.ingest.worker.mysql.PilotEvents.output;
import static org.diracgrid.ingest.worker.mysql.PilotEvents.registered;
import static org.diracgrid.ingest.worker.mysql.PilotEvents.running;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteOutcome.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What single events and batches of pilots leave in the tables, and how they are answered. */
@ExtendWith(DevStackExtension.class)
class PilotWriterIT {

    private static final Instant NOW = Instant.parse("2030-01-02T03:04:05.999999Z");
    private static final String COLUMNS = "PilotStamp, PilotJobReference, VO, Status, StatusReason, GridSite, Queue,"
            + " CurrentJobID, SubmissionTime, LastUpdateTime";

    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Everything about a new pilot in one batch, with a job of another kind of tables between. */
    @ParameterizedTest
    @EnumSource
    void writesALifeInOneBatch(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "life")) {
            database.insertJobWithHistory(5, "Matched");
            StoreWriter writer = open(database);
            List<IngestEvent> life = List.of(
                    registered("abc"),
                    metadata("abc", PilotAttribute.QUEUE, "long"),
                    Events.status(5, 1, JobStatus.RUNNING),
                    running("abc", "LCG.CERN.cern", 7, 5),
                    assigned("abc", 6),
                    output("abc", "out", null));

            assertThat(write(writer, life)).containsOnly(Kind.STORED);

            assertThat(pilots(database))
                    .containsExactly("abc|ref-abc|lhcb|Running|Report from job 5|LCG.CERN.cern|long|0|"
                            + "2025-06-01 12:00:00|2030-01-02 03:04:05");
            assertThat(mapping(database))
                    .containsExactly(
                            "abc|5|2025-06-01 12:00:00", "abc|6|2025-06-01 12:00:00", "abc|7|2025-06-01 12:00:00");
            assertThat(database.rows("SELECT StdOutput, StdError FROM " + database.pilotDb() + ".PilotOutput"))
                    .containsExactly("out|");
            List<String> before = database.pilotRows();
            assertThat(write(writer, life))
                    .containsExactly(
                            Kind.SUPERSEDED, Kind.STORED, Kind.SUPERSEDED, Kind.STORED, Kind.SUPERSEDED, Kind.STORED);
            assertThat(write(open(database), life)).doesNotContain(Kind.REJECTED, Kind.ABSENT);
            assertThat(database.pilotRows()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesNamesAsTheDatabaseComparesThem(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "names")) {
            database.insertPilot(7, "abcDEF", "lhcb");
            StoreWriter writer = open(database);

            assertThat(write(
                            writer,
                            List.of(
                                    registered("ABCdef  "),
                                    metadata("abcdef", PilotAttribute.QUEUE, "q"),
                                    assigned("ABCDEF ", 1),
                                    assigned("abcdef", 1),
                                    metadata(
                                            PilotName.ofReference("REF-abcdef "),
                                            Map.of(PilotAttribute.STATUS, "Done")))))
                    .containsExactly(Kind.SUPERSEDED, Kind.STORED, Kind.STORED, Kind.SUPERSEDED, Kind.STORED);

            assertThat(write(writer, List.of(registered("XYZ "), assigned("xyz", 2))))
                    .containsOnly(Kind.STORED);
            assertThat(write(open(database), List.of(registered("xYz"), assigned("XYZ", 2))))
                    .containsOnly(Kind.SUPERSEDED);
            assertThat(pilots(database))
                    .element(0)
                    .isEqualTo("abcDEF|ref-abcDEF|lhcb|Done|Unknown|Unknown|q|0|2025-01-01 00:00:00|"
                            + "2030-01-02 03:04:05");
            assertThat(mapping(database)).extracting(row -> row.substring(0, 5)).containsExactly("abcDE", "XYZ |");
        }
    }

    @ParameterizedTest
    @EnumSource
    void neverStoresAPairTwice(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "pairs")) {
            database.insertPilot(7, "abc", "lhcb");
            StoreWriter writer = open(database);
            write(writer, List.of(assigned("abc", 1, 2)));

            assertThat(write(
                            writer,
                            List.of(assigned("abc", 3), assigned("abc", 2, 5), assigned("abc", 4), assigned("abc", 3))))
                    .containsExactly(Kind.STORED, Kind.REJECTED, Kind.DEFERRED, Kind.DEFERRED);
            assertThat(write(writer, List.of(assigned("abc", 4), assigned("abc", 3), assigned("abc", 1, 2, 3, 4))))
                    .containsExactly(Kind.STORED, Kind.SUPERSEDED, Kind.SUPERSEDED);

            assertThat(mapping(database))
                    .extracting(row -> row.substring(0, 5))
                    .containsExactly("abc|1", "abc|2", "abc|3", "abc|4");
        }
    }

    /** More than one statement takes, in every table. */
    @ParameterizedTest
    @EnumSource
    void writesManyAtOnce(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "manypilots")) {
            StoreWriter writer = open(database);
            List<IngestEvent> events = new ArrayList<>();
            for (int pilot = 0; pilot < 1_100; pilot++) {
                events.add(registered("stamp-" + pilot));
                events.add(assigned("stamp-" + pilot, pilot + 1, pilot + 2));
            }
            Collections.shuffle(events, new Random(1));
            events.sort(Comparator.comparing(IngestEvent::kind)); // registrations first
            Integer[] jobs = IntStream.rangeClosed(10_001, 20_000).boxed().toArray(Integer[]::new);
            events.add(assigned("stamp-0", jobs));

            assertThat(write(writer, events)).containsOnly(Kind.STORED);
            List<IngestEvent> changes = new ArrayList<>();
            for (int pilot = 0; pilot < 1_100; pilot++) {
                changes.add(metadata("stamp-" + pilot, PilotAttribute.QUEUE, "queue-" + pilot));
            }
            assertThat(write(writer, changes)).containsOnly(Kind.STORED);

            assertThat(database.rows("SELECT COUNT(*), COUNT(DISTINCT PilotStamp), SUM(Queue = CONCAT('queue-',"
                            + " SUBSTRING(PilotStamp, 7))) FROM " + database.pilotDb() + ".PilotAgents"))
                    .containsExactly("1100|1100|1100");
            assertThat(database.rows("SELECT COUNT(*), COUNT(DISTINCT PilotID, JobID), SUM(SUBSTRING(PilotStamp, 7) IN"
                            + " (JobID - 1, JobID - 2)) FROM " + database.pilotDb() + ".JobToPilotMapping JOIN "
                            + database.pilotDb() + ".PilotAgents USING (PilotID)"))
                    .containsExactly("12200|12200|2200");
        }
    }

    @ParameterizedTest
    @EnumSource
    void rejectsANameOfSeveralPilots(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "twins")) {
            database.insertPilot(7, "abc", "lhcb");
            database.insertPilot(9, "ABC", "lhcb");
            List<String> before = database.pilotRows();
            StoreWriter writer = open(database);

            List<WriteOutcome> outcomes = lane.write(
                    writer,
                    List.of(
                            metadata("abc", PilotAttribute.QUEUE, "q"),
                            metadata("abc", PilotAttribute.QUEUE, "r"),
                            metadata(PilotName.ofReference("ref-abc"), Map.of(PilotAttribute.QUEUE, "s"))));

            assertThat(outcomes)
                    .extracting(WriteOutcome::kind)
                    .containsExactly(Kind.REJECTED, Kind.DEFERRED, Kind.REJECTED);
            assertThat(reason(outcomes.get(0))).isEqualTo(ReasonCode.AMBIGUOUS_PILOT);
            assertThat(database.pilotRows()).isEqualTo(before);
        }
    }

    /** What would make the pilot must not pass what waits for it. */
    @Test
    void keepsTheOrderBehindAPilotThatIsNotThere(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "absent")) {
            StoreWriter writer = open(database);
            List<IngestEvent> events = List.of(
                    metadata("abc", PilotAttribute.QUEUE, "early"),
                    assigned("abc", 1),
                    metadata(PilotName.ofStamp("abc"), Map.of()),
                    registered("abc"),
                    metadata("abc", PilotAttribute.QUEUE, "late"),
                    registered("other"));

            assertThat(write(writer, events))
                    .containsExactly(Kind.ABSENT, Kind.ABSENT, Kind.STORED, Kind.DEFERRED, Kind.DEFERRED, Kind.STORED);
            assertThat(pilots(database)).hasSize(1);
            assertThat(write(writer, events.subList(3, 5))).containsOnly(Kind.STORED);
            assertThat(write(writer, events.subList(0, 2))).containsOnly(Kind.STORED);
            assertThat(mapping(database)).hasSize(1);
        }
    }

    @Test
    void rejectsARegistrationForAnotherVo(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRAC, "vos")) {
            MySqlSettings settings =
                    database.settings(new PilotSettings(database.pilotDbUrl(), Set.of("lhcb", "belle")));
            StoreWriter writer = open(settings);

            List<WriteOutcome> outcomes = lane.write(
                    writer,
                    List.of(
                            registered("abc"),
                            registered("abc", "belle", "x"),
                            metadata("abc", PilotAttribute.QUEUE, "behind"),
                            registered("def", "cta", "y")));

            assertThat(outcomes)
                    .extracting(WriteOutcome::kind)
                    .containsExactly(Kind.STORED, Kind.REJECTED, Kind.DEFERRED, Kind.REJECTED);
            assertThat(reason(outcomes.get(1))).isEqualTo(ReasonCode.PILOT_CONFLICT);
            assertThat(reason(outcomes.get(3))).isEqualTo(ReasonCode.BAD_VO);
            assertThat(pilots(database)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void neverTurnsLastUpdateTimeBack(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "back")) {
            database.insertPilot(7, "later", "lhcb");
            database.insertPilot(8, "never", "lhcb");
            database.update("UPDATE " + database.pilotDb()
                    + ".PilotAgents SET LastUpdateTime = IF(PilotID = 7, '2031-01-01', NULL)");

            write(
                    open(database),
                    List.of(
                            metadata("later", PilotAttribute.BENCHMARK, 12.3),
                            metadata("never", PilotAttribute.ACCOUNTING_SENT, "True")));

            assertThat(database.rows("SELECT BenchMark, AccountingSent, LastUpdateTime FROM " + database.pilotDb()
                            + ".PilotAgents ORDER BY PilotID"))
                    .containsExactly("12.3|False|2031-01-01 00:00:00", "0|True|2030-01-02 03:04:05");
        }
    }

    /** One value that the server refuses would fail the whole batch. */
    @ParameterizedTest
    @EnumSource
    void rejectsWhatTheTablesCannotHold(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "limits")) {
            database.insertPilot(7, "abc", "lhcb");
            database.insertPilot(8, "def", "lhcb");
            boolean isLatin = flavour == SchemaFlavour.DIRAC;
            String rocket = "\ud83d\ude80";

            List<WriteOutcome> outcomes = lane.write(
                    open(database),
                    List.of(
                            registered(rocket),
                            metadata("abc", PilotAttribute.STATUS_REASON, rocket),
                            output("abc", "\u00e9".repeat(40_000), null),
                            output("def", null, rocket),
                            metadata("abc", PilotAttribute.CURRENT_JOB_ID, -1),
                            metadata("abc", PilotAttribute.QUEUE, "q".repeat(128) + " "),
                            metadata(rocket, PilotAttribute.QUEUE, "q")));

            Kind rocketed = isLatin ? Kind.REJECTED : Kind.STORED;
            assertThat(outcomes)
                    .extracting(WriteOutcome::kind)
                    .containsExactly(
                            rocketed,
                            rocketed,
                            isLatin ? Kind.STORED : Kind.REJECTED,
                            rocketed,
                            isLatin ? Kind.REJECTED : Kind.STORED,
                            Kind.STORED,
                            rocketed);
            assertThat(reason(outcomes.get(isLatin ? 0 : 2)))
                    .isEqualTo(isLatin ? ReasonCode.UNENCODABLE : ReasonCode.TEXT_TOO_LONG);
            assertThat(database.rows("SELECT Queue = REPEAT('q', 128), CurrentJobID FROM " + database.pilotDb()
                            + ".PilotAgents WHERE PilotID = 7"))
                    .containsExactly(isLatin ? "1|0" : "1|-1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheOutputThatALaterEventDoesNotSend(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "output")) {
            database.insertPilot(7, "abc", "lhcb");
            StoreWriter writer = open(database);
            String outputs = "SELECT * FROM " + database.pilotDb() + ".PilotOutput";

            assertThat(write(writer, List.of(output("abc", null, null)))).containsExactly(Kind.STORED);
            assertThat(database.rows(outputs)).isEmpty();
            write(writer, List.of(output("abc", null, "error")));
            assertThat(database.rows(outputs)).containsExactly("7||error");
            write(writer, List.of(output("abc", "out", null), output("abc", "more", null)));
            assertThat(database.rows(outputs)).containsExactly("7|more|error");
            write(writer, List.of(output("abc", null, "")));
            assertThat(database.rows(outputs)).containsExactly("7|more|");
        }
    }

    /** What a lane remembers is a hint: rows may be gone or renamed since. */
    @Test
    void forgetsANumberThatIsNoLongerThatOfItsStamp(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "stale")) {
            StoreWriter writer = open(database);
            write(writer, List.of(registered("abc"), registered("def")));
            String table = database.pilotDb() + ".PilotAgents";

            database.update("UPDATE " + table + " SET PilotStamp = 'renamed' WHERE PilotStamp = 'abc'");
            database.update("DELETE FROM " + table + " WHERE PilotStamp = 'def'");
            database.insertPilot(99, "abc", "lhcb");

            assertThat(write(
                            writer,
                            List.of(
                                    metadata("abc", PilotAttribute.QUEUE, "new"),
                                    metadata("def", PilotAttribute.QUEUE, "new"))))
                    .containsExactly(Kind.STORED, Kind.ABSENT);
            assertThat(database.rows("SELECT PilotID FROM " + table + " WHERE Queue = 'new'"))
                    .containsExactly("99");
        }
    }

    /** Jobs pay nothing for pilots. */
    @Test
    void opensNoConnectionForABatchWithoutPilots(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "nopilots")) {
            database.insertJobWithHistory(1, "Running");
            String connections =
                    "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB = '" + database.pilotDb() + "'";
            TestLane other = new TestLane(vertx); // the lane that inspects has connected
            MySqlStore store = lane.get(() -> MySqlStore.open(vertx, database.settings(), InstantSource.fixed(NOW)));
            assertThat(database.rows(connections)).containsExactly("1");

            other.write(store.writer(), List.of(Events.status(1, 1, JobStatus.DONE)));
            assertThat(database.rows(connections)).containsExactly("1");

            other.write(store.writer(), List.of(registered("abc")));
            assertThat(database.rows(connections)).containsExactly("2");
        }
    }

    private StoreWriter open(TestDatabase database) throws Exception {
        return open(database.settings());
    }

    private StoreWriter open(MySqlSettings settings) throws Exception {
        return lane.get(() -> MySqlStore.open(vertx, settings, InstantSource.fixed(NOW)))
                .writer();
    }

    private List<Kind> write(StoreWriter writer, List<? extends IngestEvent> events) throws Exception {
        return lane.write(writer, events).stream().map(WriteOutcome::kind).toList();
    }

    private static ReasonCode reason(WriteOutcome outcome) {
        return ((WriteOutcome.Rejected) outcome).reason();
    }

    private static List<String> pilots(TestDatabase database) throws Exception {
        return database.rows("SELECT " + COLUMNS + " FROM " + database.pilotDb() + ".PilotAgents ORDER BY PilotID");
    }

    private static List<String> mapping(TestDatabase database) throws Exception {
        return database.rows(
                "SELECT PilotStamp, JobID, StartTime FROM " + database.pilotDb() + ".JobToPilotMapping JOIN "
                        + database.pilotDb() + ".PilotAgents USING (PilotID) ORDER BY PilotID, JobID");
    }
}
