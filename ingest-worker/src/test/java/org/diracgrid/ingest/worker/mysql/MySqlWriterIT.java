package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches on a real server: every request gets its own answer, and what is stored is stored exactly once. */
@ExtendWith(DevStackExtension.class)
class MySqlWriterIT {

    private static final InstantSource WALL_CLOCK = InstantSource.fixed(Instant.parse("2030-01-02T03:04:05.999999Z"));

    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @EnumSource
    void storesGoodNeighboursOfBadEvents(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "mixed")) {
            // Given
            database.insertJobWithHistory(1, "Matched");
            database.insertJobWithHistory(2, "Matched");
            database.insertJob(3, "Matched");
            database.insertJobWithHistory(5, "Running");
            database.insertJobWithHistory(6, "Nonsense");
            List<JobStatusEvent> batch = List.of(
                    Events.status(2, 1, JobStatus.RUNNING),
                    Events.status(4, 1, JobStatus.RUNNING),
                    Events.status(3, 1, JobStatus.RUNNING),
                    Events.texts(1, 1, "m".repeat(129), null, "s"),
                    Events.texts(1, 2, null, "αβγ😀", "s"),
                    Events.texts(1, 3, "half \uD83D", null, "s"),
                    Events.status(6, 1, JobStatus.RUNNING),
                    Events.status(1, 4, JobStatus.RUNNING),
                    Events.status(2, 1, JobStatus.RUNNING),
                    Events.texts(5, 5, "m".repeat(127) + "é   ", "€" + "a".repeat(254), "S".repeat(40)));

            // When
            List<WriteOutcome> outcomes = lane.write(open(database).writer(), batch);

            // Then
            boolean unicode = flavour == SchemaFlavour.DIRACX;
            assertThat(outcomes.stream().map(MySqlWriterIT::text))
                    .containsExactly(
                            "STORED",
                            "ABSENT JOB_NOT_FOUND",
                            "REJECTED NO_LOGGING_HISTORY",
                            "REJECTED TEXT_TOO_LONG",
                            unicode ? "STORED" : "REJECTED UNENCODABLE",
                            "REJECTED UNENCODABLE",
                            "REJECTED UNKNOWN_CURRENT_STATUS",
                            "STORED",
                            "SUPERSEDED",
                            "STORED");
            assertThat(database.rows(
                            "SELECT JobID, Status, LastUpdateTime FROM " + database.jobDb() + ".Jobs ORDER BY JobID"))
                    .containsExactly(
                            "1|Running|2030-01-02 03:04:05",
                            "2|Running|2030-01-02 03:04:05",
                            "3|Matched|2025-01-01 00:00:00",
                            "5|Running|2030-01-02 03:04:05",
                            "6|Nonsense|2025-01-01 00:00:00");
            assertThat(database.rows("SELECT COUNT(*) FROM " + database.loggingDb() + ".LoggingInfo WHERE JobID = 1"))
                    .containsExactly(unicode ? "3" : "2");
            // The redelivered text with cut blanks is still recognised as its own row.
            assertThat(lane.write(open(database).writer(), batch).get(9)).isEqualTo(new WriteOutcome.Superseded());
            assertThat(database.rows("SELECT MinorStatus, ApplicationStatus, StatusSource FROM " + database.loggingDb()
                            + ".LoggingInfo WHERE JobID = 5 AND SeqNum > 1"))
                    .containsExactly("m".repeat(127) + "é|€" + "a".repeat(254) + "|" + "S".repeat(32));
        }
    }

    /** No text may be changed on its way through JSON, and no two stored in each other's column. */
    @ParameterizedTest
    @EnumSource
    void keepsOddTexts(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "odd")) {
            List<String> odd = List.of(
                    "'; DROP TABLE Jobs; --",
                    "\"quoted\" \\ back\\\\slash \\n \\u0041",
                    "tab\tline\nreturn\r",
                    "nul\0end",
                    "null",
                    "true",
                    "[1]",
                    "{\"a\":1}",
                    "5",
                    " leading",
                    "trailing ",
                    "$.x",
                    "%s ? :a",
                    "idem",
                    "é€\u0081",
                    "\u007f");
            for (int i = 0; i < odd.size(); i++) {
                database.insertJobWithHistory(i + 1, "Running");
            }
            List<JobStatusEvent> batch = new ArrayList<>();
            for (int i = 0; i < odd.size(); i++) {
                batch.add(Events.texts(i + 1, 1, odd.get(i), odd.get(i) + "!", "s"));
            }

            lane.write(open(database).writer(), batch);

            for (String table : List.of(database.jobDb() + ".Jobs", database.loggingDb() + ".LoggingInfo")) {
                List<String> stored = database.rows("SELECT MinorStatus, ApplicationStatus FROM " + table
                        + (table.endsWith("Jobs") ? "" : " WHERE SeqNum = 2") + " ORDER BY JobID");
                assertThat(stored)
                        .as(table)
                        .isEqualTo(odd.stream()
                                .map(text -> text + "|" + text + "!")
                                .toList());
            }
        }
    }

    /** What MySQL calls latin1 is asked of the server itself, for every character that fits into 16 bits. */
    @Test
    void agreesWithTheServerOnLatin1(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRAC, "latin1")) {
            TextCharset latin1 = TextCharset.of("latin1");
            List<String> taken = database.rows(
                    "SELECT seq FROM " + database.jobDb() + ".seq_1_to_65535 WHERE seq NOT BETWEEN 0xD800 AND 0xDFFF"
                            + " AND CONVERT(CONVERT(CHAR(seq USING utf32) USING latin1) USING utf32) = CHAR(seq USING utf32)"
                            + " COLLATE utf32_bin");
            List<String> expected = new ArrayList<>();
            for (int codePoint = 1; codePoint <= 0xFFFF; codePoint++) {
                if (latin1.firstUnencodable(Character.toString(codePoint)) < 0) {
                    expected.add(Integer.toString(codePoint));
                }
            }
            assertThat(taken).hasSize(255).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void setsAdditionalAttributesAndNothingElse(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "attributes")) {
            for (int jobId = 1; jobId <= 3; jobId++) {
                database.insertJobWithHistory(jobId, "Running");
            }
            Map<JobAttribute, Object> all = new EnumMap<>(JobAttribute.class);
            all.put(JobAttribute.SITE, "LCG.CERN.cern");
            all.put(JobAttribute.OWNER, "");
            all.put(JobAttribute.RESCHEDULE_TIME, Events.micros(7));
            all.put(JobAttribute.USER_PRIORITY, -7);
            all.put(JobAttribute.RESCHEDULE_COUNTER, Integer.MAX_VALUE);
            all.put(JobAttribute.VERIFIED_FLAG, "True");
            all.put(JobAttribute.ACCOUNTED_FLAG, "Failed");

            lane.write(
                    open(database).writer(),
                    List.of(
                            Events.attributes(1, 1, all),
                            Events.attributes(2, 1, Map.of(JobAttribute.SITE, "LCG.IN2P3.fr")),
                            Events.texts(3, 1, "m", null, "Matcher")));

            assertThat(database.rows(
                            "SELECT Site, Owner, RescheduleTime, UserPriority, RescheduleCounter, VerifiedFlag,"
                                    + " AccountedFlag, MinorStatus, HeartBeatTime FROM " + database.jobDb()
                                    + ".Jobs ORDER BY JobID"))
                    .containsExactly(
                            "LCG.CERN.cern||2025-06-01 12:00:07|-7|2147483647|True|Failed|Init|2025-06-01 12:00:01",
                            "LCG.IN2P3.fr|u|null|1|0|False|False|Init|2025-06-01 12:00:01",
                            "ANY|u|null|1|0|False|False|m|null");
        }
    }

    /** Two kills in one second are one command, also if the other one is in the table already. */
    @ParameterizedTest
    @EnumSource
    void collapsesKillsOfOneSecond(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "kills")) {
            database.insertJobWithHistory(1, "Running");
            database.insertJobWithHistory(2, "Running");
            database.update("INSERT INTO " + database.jobDb() + ".JobCommands (JobID, Command, Arguments, Status,"
                    + " ReceptionTime) VALUES (1, 'Kill', '', 'Sent', '2025-06-01 12:00:01')");
            StoreWriter writer = open(database).writer();

            List<WriteOutcome> outcomes = lane.write(
                    writer,
                    List.of(
                            Events.status(1, 1, JobStatus.KILLED),
                            Events.status(2, 1, JobStatus.KILLED),
                            Events.event(2, 1, update(Events.micros(1) + 400_000, "again")),
                            Events.event(2, 2, update(Events.micros(2), "later"))));

            assertThat(outcomes).allMatch(outcome -> outcome.kind() == WriteOutcome.Kind.STORED);
            assertThat(database.rows("SELECT JobID, Command, Status, ReceptionTime FROM " + database.jobDb()
                            + ".JobCommands ORDER BY JobID, ReceptionTime"))
                    .containsExactly(
                            "1|Kill|Sent|2025-06-01 12:00:01",
                            "2|Kill|Received|2025-06-01 12:00:01",
                            "2|Kill|Received|2025-06-01 12:00:02");
        }
    }

    /** A connection that dies in the middle is a transient failure; the same batch then is stored once. */
    @ParameterizedTest
    @EnumSource
    void storesOnceAfterItsConnectionWasKilled(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "killed");
                TestDatabase.Lock lock = TestDatabase.lock(stack)) {
            // Given
            database.insertJobWithHistory(1, "Matched");
            StoreWriter writer = open(database).writer();
            lock.take("SELECT * FROM " + database.jobDb() + ".Jobs WHERE JobID = 1 FOR UPDATE");

            // When
            List<JobStatusEvent> batch = List.of(Events.status(1, 1, JobStatus.RUNNING));
            CompletableFuture<List<WriteOutcome>> write = lane.start(() -> writer.write(TestLane.batch(batch)));
            await().atMost(Duration.ofSeconds(10)).until(() -> database.killWriters() > 0);
            lock.release();

            // Then
            assertThat(write)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.failure().kind()).isEqualTo(StoreFailure.Kind.TRANSIENT));
            assertThat(database.rows("SELECT Status FROM " + database.jobDb() + ".Jobs"))
                    .containsExactly("Matched");
            assertThat(lane.write(writer, batch)).containsExactly(WriteOutcome.Stored.INSTANCE);
            assertThat(lane.write(writer, batch)).containsExactly(new WriteOutcome.Superseded());
            assertThat(database.rows(
                            "SELECT SeqNum, Status FROM " + database.loggingDb() + ".LoggingInfo ORDER BY SeqNum"))
                    .containsExactly("1|Matched", "2|Running");
        }
    }

    /** A lock that is held too long ends the attempt, and neither the lock nor the connection stays behind. */
    @Test
    void givesUpWaitingForALock(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "waits");
                TestDatabase.Lock lock = TestDatabase.lock(stack)) {
            database.insertJobWithHistory(1, "Matched");
            MySqlStore store =
                    lane.get(() -> MySqlStore.open(vertx, database.settings(Duration.ofSeconds(3)), WALL_CLOCK));
            lock.take("SELECT * FROM " + database.jobDb() + ".Jobs WHERE JobID = 1 FOR UPDATE");

            StoreException failure = lane.failure(store.writer(), List.of(Events.status(1, 1, JobStatus.RUNNING)));

            assertThat(failure.failure().kind()).isEqualTo(StoreFailure.Kind.TRANSIENT);
            assertThat(failure.failure().code()).isEqualTo("1205");
            lock.release();
            assertThat(lane.write(store.writer(), List.of(Events.status(1, 1, JobStatus.RUNNING))))
                    .containsExactly(WriteOutcome.Stored.INSTANCE);
            assertThat(database.writerConnections()).isEqualTo(1);
            lane.get(store::close);
            await().atMost(Duration.ofSeconds(5)).until(() -> database.writerConnections() == 0);
        }
    }

    /** A server that does not answer costs the connection, not the worker: the next attempt has a fresh one. */
    @Test
    void closesAConnectionThatIsNotAnswered(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRAC, "silent")) {
            database.insertJobWithHistory(1, "Matched");
            MySqlStore store =
                    lane.get(() -> MySqlStore.open(vertx, database.settings(Duration.ofSeconds(1)), WALL_CLOCK));
            List<JobStatusEvent> batch = List.of(Events.status(1, 1, JobStatus.RUNNING));
            try (TestDatabase.Lock lock = TestDatabase.lock(stack)) {
                // A table lock is not subject to innodb_lock_wait_timeout: the server stays silent.
                lock.take("LOCK TABLES " + database.loggingDb() + ".LoggingInfo WRITE");

                StoreException failure = lane.failure(store.writer(), batch);

                assertThat(failure.failure().kind()).isEqualTo(StoreFailure.Kind.TRANSIENT);
                assertThat(failure.failure().code()).isEqualTo("TIMEOUT");
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> database.writerConnections() == 0);
            assertThat(lane.write(store.writer(), batch)).containsExactly(WriteOutcome.Stored.INSTANCE);
            assertThat(database.writerConnections()).isEqualTo(1);
        }
    }

    private static StatusUpdate update(long micros, String minor) {
        return new StatusUpdate(micros, null, minor, null, "s");
    }

    private MySqlStore open(TestDatabase database) throws Exception {
        return lane.get(() -> MySqlStore.open(vertx, database.settings(), WALL_CLOCK));
    }

    private static String text(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Rejected rejected) {
            return "REJECTED " + rejected.reason();
        }
        ReasonCode absent = outcome instanceof WriteOutcome.Absent missing ? missing.reason() : null;
        return absent == null ? outcome.kind().name() : "ABSENT " + absent;
    }
}
