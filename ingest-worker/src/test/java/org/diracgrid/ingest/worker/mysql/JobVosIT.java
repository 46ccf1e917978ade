package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.Part;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The VO of a job is found, a job that is not there is not, and a server that is away costs nothing but the answer. */
@ExtendWith(DevStackExtension.class)
class JobVosIT {

    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @EnumSource
    void findsTheVosOfTheJobsThatExist(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "vos")) {
            database.insertJob(7, "Running");
            database.insertJob(8, "Running");
            database.update("UPDATE " + database.jobDb() + ".Jobs SET VO = 'LHCb' WHERE JobID = 8");
            JobVos vos = vos(database, 1);

            assertThat(lane.get(() -> vos.find(Set.of(7, 8, 9)))).isEqualTo(Map.of(7, "vo", 8, "LHCb"));
            assertThat(lane.get(() -> vos.find(Set.of(9)))).isEmpty();
            assertThat(lane.get(() -> vos.find(Set.of()))).isEmpty();
        }
    }

    /** More than one statement takes, and no power of two. */
    @Test
    void asksForAnyNumberOfJobsAtOnce(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "many")) {
            for (int jobId = 1; jobId <= 1100; jobId += 50) {
                database.insertJob(jobId, "Running");
            }
            Set<Integer> asked =
                    new TreeSet<>(IntStream.rangeClosed(1, 1100).boxed().toList());
            JobVos vos = vos(database, 1);

            assertThat(lane.get(() -> vos.find(asked)))
                    .hasSize(22)
                    .containsKeys(1, 51, 1051)
                    .containsValue("vo");
        }
    }

    @Test
    void answersTwoLanesAtATime(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "lanes")) {
            database.insertJob(7, "Running");
            JobVos vos = vos(database, 2);
            TestLane other = new TestLane(vertx);

            for (int round = 0; round < 20; round++) {
                List<CompletableFuture<Map<Integer, String>>> answers = new ArrayList<>();
                answers.add(lane.start(() -> vos.find(Set.of(7))));
                answers.add(other.start(() -> vos.find(Set.of(7))));
                for (CompletableFuture<Map<Integer, String>> answer : answers) {
                    assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(Map.of(7, "vo"));
                }
            }
            assertThat(database.writerConnections()).isEqualTo(2);
        }
    }

    /** An open transaction would keep everybody from altering the table. */
    @Test
    void leavesNothingOpenBehindIt(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "open")) {
            database.insertJob(7, "Running");
            JobVos vos = vos(database, 1);
            lane.get(() -> vos.find(Set.of(7)));

            database.update("SET SESSION lock_wait_timeout = 2");
            database.update("ALTER TABLE " + database.jobDb() + ".Jobs ADD COLUMN Extra INT NULL");

            assertThat(lane.get(() -> vos.find(Set.of(7)))).isEqualTo(Map.of(7, "vo"));
        }
    }

    @Test
    void startsAndGoesOnWhileTheServerIsAway(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "away")) {
            database.insertJob(7, "Running");
            JobVos early = vos(database, 1);
            JobVos connected = vos(database, 1);
            lane.get(() -> connected.find(Set.of(7)));

            stack.stop(Part.MARIADB);
            try {
                for (JobVos vos : List.of(early, connected, early)) {
                    StoreException failure =
                            catchThrowableOfType(StoreException.class, () -> lane.get(() -> vos.find(Set.of(7))));
                    assertThat(failure.failure().kind()).as(failure.toString()).isEqualTo(Kind.TRANSIENT);
                }
            } finally {
                stack.openRootConnection().close();
            }

            assertThat(lane.get(() -> early.find(Set.of(7)))).isEqualTo(Map.of(7, "vo"));
            assertThat(lane.get(() -> connected.find(Set.of(7)))).isEqualTo(Map.of(7, "vo"));
        }
    }

    @ParameterizedTest
    @CsvSource({"wrong password, 1045", "no privilege, 1142", "no table, 1146"})
    void saysWhatOnlyAnOperatorCanMend(String fault, String code, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "fatal")) {
            DatabaseUrl jobDb = database.settings().jobDb();
            switch (fault) {
                case "wrong password" ->
                    jobDb = DatabaseUrl.parse("mysql+aiomysql://" + jobDb.user() + ":wrong@127.0.0.1:" + jobDb.port()
                            + '/' + database.jobDb());
                case "no privilege" ->
                    database.update("REVOKE SELECT ON `" + database.jobDb().replace("_", "\\_") + "`.* FROM '"
                            + jobDb.user() + "'@'127.0.0.1'");
                default ->
                    database.update("RENAME TABLE " + database.jobDb() + ".Jobs TO " + database.jobDb() + ".Gone");
            }
            JobVos vos = vos(jobDb, 1);

            StoreException failure =
                    catchThrowableOfType(StoreException.class, () -> lane.get(() -> vos.find(Set.of(7))));

            assertThat(failure.failure())
                    .matches(
                            found -> found.kind() == Kind.FATAL && found.code().equals(code),
                            fault + ", is " + failure.failure());
        }
    }

    private JobVos vos(TestDatabase database, int lanes) {
        return vos(database.settings().jobDb(), lanes);
    }

    private JobVos vos(DatabaseUrl jobDb, int lanes) {
        return new JobVos(vertx, jobDb, lanes, Duration.ofSeconds(5), Duration.ofSeconds(20));
    }
}
