package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.diracgrid.ingest.worker.mysql.PilotEvents.assigned;
import static org.diracgrid.ingest.worker.mysql.PilotEvents.metadata;
import static org.diracgrid.ingest.worker.mysql.PilotEvents.output;
import static org.diracgrid.ingest.worker.mysql.PilotEvents.registered;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.worker.mysql.CommitCutter.Cut;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteOutcome.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server of pilots that is away costs the events of pilots, and nothing else; a lost commit is made up for. */
@ExtendWith(DevStackExtension.class)
class PilotOutageIT {

    private static final List<IngestEvent> PILOTS =
            List.of(registered("abc"), assigned("abc", 1, 2), metadata("abc", PilotAttribute.QUEUE, "q"));

    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void storesJobsWhilePilotsFail(DevStack stack) throws Exception {
        Vertx network = Vertx.vertx();
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "outage")) {
            database.insertJobWithHistory(1, "Running");
            DatabaseUrl url = CommitCutter.start(network, database.pilotDbUrl()).through(database.pilotDbUrl());
            StoreWriter writer = open(database, url, InstantSource.system());
            assertThat(write(writer, List.of(output("none", "x", null)))).containsExactly(Kind.ABSENT);

            network.close().toCompletionStage().toCompletableFuture().join();
            List<WriteOutcome> outcomes = lane.write(
                    writer,
                    List.of(PILOTS.get(0), Events.status(1, 1, JobStatus.STALLED), PILOTS.get(1), PILOTS.get(2)));

            assertThat(outcomes)
                    .extracting(WriteOutcome::kind)
                    .containsExactly(Kind.FAILED, Kind.STORED, Kind.FAILED, Kind.FAILED);
            assertThat(((WriteOutcome.Failed) outcomes.get(0)).failure().kind()).isEqualTo(StoreFailure.Kind.TRANSIENT);
            try (ServerSocket silent = new ServerSocket(url.port(), 50, InetAddress.getLoopbackAddress())) {
                assertThat(silent.isBound()).isTrue();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> timeOfFailure(writer).compareTo(Duration.ofSeconds(1)) > 0);
                assertThat(timeOfFailure(writer)).isLessThan(Duration.ofMillis(500));
                assertThat(write(writer, List.of(Events.status(1, 2, JobStatus.RUNNING))))
                        .containsExactly(Kind.STORED);
            }

            network = Vertx.vertx();
            CommitCutter.start(network, database.pilotDbUrl(), url.port());
            StoreWriter restarted = open(database, url, InstantSource.system());
            assertThat(write(restarted, PILOTS)).containsOnly(Kind.STORED);
        } finally {
            network.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** Whether or not the server committed, all of it is there once when it comes again. */
    @ParameterizedTest
    @EnumSource
    void makesUpForALostCommit(Cut cut, DevStack stack) throws Exception {
        for (SchemaFlavour flavour : SchemaFlavour.values()) {
            try (TestDatabase database = new TestDatabase(stack, flavour, "cut" + cut.ordinal())) {
                CommitCutter cutter = CommitCutter.start(vertx, database.pilotDbUrl());
                StoreWriter writer =
                        open(database, cutter.through(database.pilotDbUrl()), InstantSource.fixed(Instant.EPOCH));
                cutter.cutNext(cut);

                assertThat(write(writer, PILOTS)).containsOnly(Kind.FAILED);
                assertThat(cutter.hasCut()).isTrue();
                assertThat(database.rows("SELECT COUNT(*) FROM " + database.pilotDb() + ".PilotAgents"))
                        .containsExactly(cut == Cut.AFTER ? "1" : "0");
                Kind again = cut == Cut.AFTER ? Kind.SUPERSEDED : Kind.STORED;
                assertThat(write(writer, PILOTS)).containsExactly(again, again, Kind.STORED);

                assertThat(database.rows("SELECT PilotStamp, Queue FROM " + database.pilotDb() + ".PilotAgents"))
                        .containsExactly("abc|q");
                assertThat(database.rows(
                                "SELECT JobID FROM " + database.pilotDb() + ".JobToPilotMapping ORDER BY JobID"))
                        .containsExactly("1", "2");
            }
        }
    }

    private Duration timeOfFailure(StoreWriter writer) throws Exception {
        long startedNanos = System.nanoTime();
        assertThat(write(writer, PILOTS)).containsOnly(Kind.FAILED);
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private StoreWriter open(TestDatabase database, DatabaseUrl pilotDb, InstantSource clock) throws Exception {
        MySqlSettings all = database.settings();
        MySqlSettings settings = new MySqlSettings(
                all.jobDb(),
                all.jobLoggingDb(),
                all.taskQueueDb(),
                new PilotSettings(pilotDb, Set.of()),
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                all.fold());
        return lane.get(() -> MySqlStore.open(vertx, settings, clock)).writer();
    }

    private List<Kind> write(StoreWriter writer, List<? extends IngestEvent> events) throws Exception {
        return lane.write(writer, events).stream().map(WriteOutcome::kind).toList();
    }
}
