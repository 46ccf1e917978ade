package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.event.HeartbeatMeasure;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.lifecycle.FoldOptions;
import org.diracgrid.ingest.worker.port.AppliedJob;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteOutcome.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Heartbeats, metadata and the feed on a real server. */
@ExtendWith(DevStackExtension.class)
class MySqlJobEventsIT {

    private static final InstantSource WALL_CLOCK = InstantSource.fixed(Instant.parse("2030-01-02T03:04:05.999999Z"));

    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** As DiracX's float in a column of text: neither Java's nor Python's way of writing a number. */
    @ParameterizedTest
    @EnumSource
    void letsTheServerWriteTheNumbers(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "numbers")) {
            database.insertJobWithHistory(1, "Running");
            Map<HeartbeatMeasure, Double> measures = new EnumMap<>(HeartbeatMeasure.class);
            measures.put(HeartbeatMeasure.LOAD_AVERAGE, 2.5);
            measures.put(HeartbeatMeasure.MEMORY_USED, 1024.0);
            measures.put(HeartbeatMeasure.VSIZE, 1e15);
            measures.put(HeartbeatMeasure.AVAILABLE_DISK_SPACE, 0.00001);
            measures.put(HeartbeatMeasure.CPU_CONSUMED, 0.0);
            measures.put(HeartbeatMeasure.WALL_CLOCK_TIME, -123456.789);

            assertThat(write(open(database), Events.heartbeat(1, 1, measures))).containsExactly(Kind.STORED);

            assertThat(heartbeats(database))
                    .containsExactly(
                            "1|AvailableDiskSpace|0.00001|2025-06-01 12:00:01",
                            "1|CPUConsumed|0|2025-06-01 12:00:01",
                            "1|LoadAverage|2.5|2025-06-01 12:00:01",
                            "1|MemoryUsed|1024|2025-06-01 12:00:01",
                            "1|Vsize|1e15|2025-06-01 12:00:01",
                            "1|WallClockTime|-123456.789|2025-06-01 12:00:01");
            // What DiracX's driver sends: the number as a literal.
            database.update("INSERT INTO " + database.jobDb()
                    + ".HeartBeatLoggingInfo VALUES (1, 'Vsize', 1e15, '2025-06-02'), (1, 'AvailableDiskSpace', 1e-05,"
                    + " '2025-06-02'), (1, 'MemoryUsed', 1024.0e0, '2025-06-02')");
            assertThat(database.rows("SELECT Name FROM " + database.jobDb()
                            + ".HeartBeatLoggingInfo GROUP BY Name, Value HAVING COUNT(*) = 2 ORDER BY Name"))
                    .containsExactly("AvailableDiskSpace", "MemoryUsed", "Vsize");
        }
    }

    /** However the heartbeats of one second are cut into batches, the last value stays, also when all come again. */
    @ParameterizedTest
    @EnumSource
    void keepsTheLastValueOfASecond(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "second")) {
            for (int jobId = 1; jobId <= 2; jobId++) {
                database.insertJobWithHistory(jobId, "Running");
            }
            StoreWriter writer = open(database);

            write(writer, load(1, 1, 1.0), load(1, 1, 2.0), load(1, 2, 3.0));
            write(writer, load(2, 1, 1.0));
            write(writer, load(2, 1, 2.0), load(2, 2, 3.0));

            List<String> expected = List.of(
                    "1|LoadAverage|2|2025-06-01 12:00:01",
                    "1|LoadAverage|3|2025-06-01 12:00:02",
                    "2|LoadAverage|2|2025-06-01 12:00:01",
                    "2|LoadAverage|3|2025-06-01 12:00:02");
            assertThat(heartbeats(database)).isEqualTo(expected);
            List<String> before = database.everything();
            assertThat(write(writer, load(1, 1, 1.0), load(2, 1, 1.0), load(1, 1, 2.0), load(2, 1, 2.0)))
                    .containsOnly(Kind.SUPERSEDED);
            assertThat(write(writer, load(2, 2, 3.0), load(1, 2, 3.0))).containsOnly(Kind.SUPERSEDED);
            assertThat(database.everything()).isEqualTo(before);
        }
    }

    /** Matched and Stalled jobs run by a heartbeat, through the state machine and with a log row; others only live on. */
    @ParameterizedTest
    @EnumSource
    void makesJobsRunByHeartbeat(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "wakes")) {
            database.insertJobWithHistory(1, "Matched");
            database.insertJobWithHistory(2, "Stalled");
            database.insertJobWithHistory(3, "Done");
            database.insertJob(4, "Matched");
            StoreWriter writer = open(database);
            IngestEvent[] batch = {
                load(1, 5, 1.0), load(2, 5, 1.0), load(3, 5, 1.0), load(4, 5, 1.0), load(5, 5, 1.0), load(1, 6, 1.0)
            };

            assertThat(write(writer, batch))
                    .containsExactly(Kind.STORED, Kind.STORED, Kind.STORED, Kind.REJECTED, Kind.ABSENT, Kind.STORED);

            String wall = "2030-01-02 03:04:05";
            String untouched = "2025-01-01 00:00:00";
            assertThat(database.rows("SELECT JobID, Status, StartExecTime, HeartBeatTime, LastUpdateTime FROM "
                            + database.jobDb() + ".Jobs ORDER BY JobID"))
                    .containsExactly(
                            "1|Running|2025-06-01 12:00:05|2025-06-01 12:00:06|" + wall,
                            "2|Running|2025-06-01 12:00:05|2025-06-01 12:00:05|" + wall,
                            "3|Done|null|2025-06-01 12:00:05|" + untouched,
                            "4|Matched|null|null|" + untouched);
            assertThat(database.rows("SELECT JobID, SeqNum, Status, StatusTime, StatusSource FROM "
                            + database.loggingDb() + ".LoggingInfo WHERE SeqNum > 1 ORDER BY JobID"))
                    .containsExactly(
                            "1|2|Running|2025-06-01 12:00:05|Heartbeat", "2|2|Running|2025-06-01 12:00:05|Heartbeat");
            assertThat(heartbeats(database)).hasSize(4);
            List<String> before = database.everything();
            write(writer, batch);
            assertThat(database.everything()).isEqualTo(before);
        }
    }

    /** A heartbeat of a job that ran then, and comes again when the job has stalled since, must not wake it. */
    @ParameterizedTest
    @EnumSource
    void doesNotWakeByARepeatedHeartbeat(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "stalls")) {
            database.insertJobWithHistory(1, "Running");
            StoreWriter writer = open(database);
            write(writer, load(1, 1, 1.0), load(1, 2, 1.0));
            write(writer, Events.status(1, 60, JobStatus.STALLED));
            List<String> before = database.everything();

            assertThat(write(writer, load(1, 2, 1.0))).containsExactly(Kind.SUPERSEDED);
            assertThat(write(writer, load(1, 1, 1.0), load(1, 2, 1.0), Events.status(1, 60, JobStatus.STALLED)))
                    .containsOnly(Kind.SUPERSEDED);
            assertThat(database.everything()).isEqualTo(before);

            assertThat(write(writer, load(1, 70, 1.0))).containsExactly(Kind.STORED);
            assertThat(database.rows("SELECT Status FROM " + database.jobDb() + ".Jobs"))
                    .containsExactly("Running");
        }
    }

    @Test
    void turnsHeartBeatTimeBackOnlyWhereAskedTo(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "monotonic")) {
            database.insertJobWithHistory(1, "Running");
            String heartBeatTime = "SELECT HeartBeatTime FROM " + database.jobDb() + ".Jobs";

            write(open(database), load(1, 9, 1.0), load(1, 3, 1.0));
            assertThat(database.rows(heartBeatTime)).containsExactly("2025-06-01 12:00:09");

            MySqlSettings settings = database.settings().withFold(FoldOptions.DIRACX);
            MySqlStore asDiracx = lane.get(() -> MySqlStore.open(vertx, settings, WALL_CLOCK));
            write(asDiracx.writer(), load(1, 4, 1.0));
            assertThat(database.rows(heartBeatTime)).containsExactly("2025-06-01 12:00:04");
        }
    }

    /** Metadata goes past the state machine, in its place among the events of its job. */
    @ParameterizedTest
    @EnumSource
    void setsAttributesInTheirPlace(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "attributes")) {
            for (int jobId = 1; jobId <= 4; jobId++) {
                database.insertJobWithHistory(jobId, "Matched");
            }
            StoreWriter writer = open(database);

            List<Kind> outcomes = write(
                    writer,
                    Events.metadata(1, 1, Map.of(JobAttribute.STATUS, "Waiting", JobAttribute.SITE, "LCG.CERN.cern")),
                    Events.status(1, 2, JobStatus.RUNNING),
                    Events.status(2, 1, JobStatus.RUNNING),
                    Events.metadata(2, 2, Map.of(JobAttribute.STATUS, "Weird", JobAttribute.MINOR_STATUS, "m")),
                    Events.metadata(3, 1, Map.of(JobAttribute.JOB_NAME, "a", JobAttribute.USER_PRIORITY, 7)),
                    Events.metadata(3, 2, Map.of(JobAttribute.JOB_NAME, "b")),
                    Events.metadata(3, 3, Map.of(JobAttribute.JOB_GROUP, "g".repeat(33))),
                    Events.metadata(3, 3, Map.of(JobAttribute.OWNER, "αβγ")),
                    Events.metadata(99, 1, Map.of(JobAttribute.SITE, "x")),
                    Events.parameter(99, 2, "HostName", "wn1"),
                    Events.parameter(98, 2, "HostName", "wn1"),
                    Events.parameter(4, 2, "HostName", "wn1"));

            boolean unicode = flavour == SchemaFlavour.DIRACX;
            assertThat(outcomes)
                    .containsExactly(
                            Kind.STORED,
                            Kind.STORED,
                            Kind.STORED,
                            Kind.STORED,
                            Kind.STORED,
                            Kind.STORED,
                            Kind.REJECTED,
                            unicode ? Kind.STORED : Kind.REJECTED,
                            Kind.ABSENT,
                            Kind.ABSENT,
                            Kind.STORED,
                            Kind.STORED);
            String wall = "2030-01-02 03:04:05";
            String untouched = "2025-01-01 00:00:00";
            assertThat(database.rows("SELECT JobID, Status, MinorStatus, Site, JobName, UserPriority, Owner,"
                            + " LastUpdateTime FROM " + database.jobDb() + ".Jobs ORDER BY JobID"))
                    .containsExactly(
                            "1|Waiting|minor|LCG.CERN.cern|Unknown|1|u|" + wall,
                            "2|Weird|m|ANY|Unknown|1|u|" + wall,
                            "3|Matched|Init|ANY|b|7|" + (unicode ? "αβγ" : "u") + '|' + untouched,
                            "4|Matched|Init|ANY|Unknown|1|u|" + untouched);
            assertThat(database.rows("SELECT JobID, Status, StatusSource FROM " + database.loggingDb()
                            + ".LoggingInfo WHERE SeqNum > 1 ORDER BY JobID"))
                    .containsExactly("1|Waiting|JobWrapper(SM)", "2|Running|JobWrapper");
        }
    }

    /** Every column that metadata may set is set, each to its own value. */
    @ParameterizedTest
    @EnumSource
    void setsEveryAttribute(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "every")) {
            database.insertJobWithHistory(1, "Matched");
            Map<JobAttribute, Object> all = new EnumMap<>(JobAttribute.class);
            List<String> expected = new ArrayList<>();
            for (JobAttribute attribute : JobAttribute.values()) {
                if (attribute == JobAttribute.JOB_TYPE || attribute == JobAttribute.LAST_UPDATE_TIME) {
                    continue; // The one is a parameter, too; the other is the wall clock's when Status is set.
                }
                int number = attribute.ordinal();
                switch (attribute.type()) {
                    case TEXT -> all.put(attribute, "text " + number);
                    case TIME -> all.put(attribute, Events.micros(number));
                    case INTEGER -> all.put(attribute, number);
                    case VERIFIED -> all.put(attribute, "True");
                    case ACCOUNTED -> all.put(attribute, "Failed");
                }
                expected.add(
                        attribute.type() == JobAttribute.Type.TIME
                                ? SqlTime.text(Events.micros(number)).substring(0, 19)
                                : String.valueOf(all.get(attribute)));
            }
            String columns = String.join(
                    ", ", all.keySet().stream().map(JobAttribute::column).toList());

            assertThat(write(open(database), Events.metadata(1, 1, all))).containsExactly(Kind.STORED);

            assertThat(database.rows("SELECT " + columns + ", LastUpdateTime FROM " + database.jobDb() + ".Jobs"))
                    .containsExactly(String.join("|", expected) + "|2030-01-02 03:04:05");
        }
    }

    /** What was committed is told before the write is answered; if it could not be told, it is told when it comes again. */
    @ParameterizedTest
    @EnumSource
    void tellsTheFeedOfEveryCommit(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "feed")) {
            // Given
            for (int jobId = 1; jobId <= 4; jobId++) {
                database.insertJobWithHistory(jobId, "Matched");
            }
            List<List<AppliedJob>> told = new ArrayList<>();
            List<String> stored = new ArrayList<>();
            MySqlStore store = lane.get(() -> MySqlStore.open(vertx, database.settings(), WALL_CLOCK));
            List<WriteLeave> leaves = new ArrayList<>();
            StoreWriter writer = store.writer((jobs, leave) -> {
                told.add(jobs);
                leaves.add(leave);
                try {
                    stored.addAll(database.rows("SELECT Status FROM " + database.jobDb() + ".Jobs WHERE JobID = 1"));
                } catch (SQLException e) {
                    return Future.failedFuture(e);
                }
                return told.size() == 1 ? Future.failedFuture("no broker") : Future.succeededFuture();
            });
            List<IngestEvent> batch = List.of(
                    Events.status(1, 1, JobStatus.RUNNING),
                    Events.status(1, 2, JobStatus.DONE),
                    Events.status(2, 1, JobStatus.DONE),
                    Events.metadata(3, 1, Map.of(JobAttribute.SITE, "s")),
                    load(4, 1, 1.0),
                    load(4, 2, 1.0));

            // When
            StoreException failure = lane.failure(writer, batch);
            List<Kind> again = write(writer, batch.toArray(IngestEvent[]::new));

            // Then
            assertThat(failure.failure().kind()).isEqualTo(StoreFailure.Kind.TRANSIENT);
            assertThat(stored).as("committed when the feed is told").containsExactly("Done", "Done");
            assertThat(again).doesNotContain(Kind.REJECTED, Kind.ABSENT, Kind.FAILED);
            List<String> expected = List.of("1 vo Done Done", "2 vo Matched Matched", "4 vo Running Running");
            assertThat(told).hasSize(2);
            assertThat(leaves).as("the batch's").containsOnly(WriteLeave.ALWAYS);
            assertThat(told.get(0).stream().map(MySqlJobEventsIT::text)).containsExactlyElementsOf(expected);
            assertThat(told.get(1).stream().map(MySqlJobEventsIT::text)).containsExactlyElementsOf(expected);
            assertThat(told.get(0).stream().map(job -> job.status().refused())).containsExactly(false, true, false);
            write(writer, Events.metadata(3, 2, Map.of(JobAttribute.SITE, "t")), load(3, 3, 1.0), load(4, 3, 1.0));
            assertThat(told.get(2).stream().map(MySqlJobEventsIT::text)).containsExactly("3 vo Running Running");
            lane.get(store::close);
        }
    }

    private static String text(AppliedJob job) {
        return job.row().jobId() + " " + job.row().vo() + ' ' + job.row().status() + ' '
                + job.status().documentStatus();
    }

    private static IngestEvent load(int jobId, int seconds, double value) {
        return Events.heartbeat(jobId, seconds, Map.of(HeartbeatMeasure.LOAD_AVERAGE, value));
    }

    private static List<String> heartbeats(TestDatabase database) throws Exception {
        return database.rows("SELECT JobID, Name, Value, HeartBeatTime FROM " + database.jobDb()
                + ".HeartBeatLoggingInfo ORDER BY JobID, Name, HeartBeatTime");
    }

    private List<Kind> write(StoreWriter writer, IngestEvent... events) throws Exception {
        return lane.write(writer, List.of(events)).stream()
                .map(WriteOutcome::kind)
                .toList();
    }

    private StoreWriter open(TestDatabase database) throws Exception {
        return lane.get(() -> MySqlStore.open(vertx, database.settings(), WALL_CLOCK))
                .writer();
    }
}
