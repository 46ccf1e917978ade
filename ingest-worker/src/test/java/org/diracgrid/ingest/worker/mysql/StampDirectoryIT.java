package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.Part;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.worker.mysql.StampDirectory.Pilot;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pilots are found by stamps as the database compares them, and a server that is away costs nothing but the answer. */
@ExtendWith(DevStackExtension.class)
class StampDirectoryIT {

    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @EnumSource
    void findsThePilotsThatExist(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "stamps")) {
            database.insertPilot(7, "abcDEF", "LHCb");
            database.insertPilot(8, "0123 ", "belle");
            database.insertPilot(9, "twice", "second");
            database.insertPilot(3, "TWICE", "first");
            StampDirectory directory = directory(database);

            assertThat(lane.get(
                            () -> directory.find(Set.of("ABCdef  ", "0123", "twice", "gone", "\u00e9\ud83d\ude80"))))
                    .isEqualTo(Map.of(
                            "abcdef", new Pilot(7, "LHCb"),
                            "0123", new Pilot(8, "belle"),
                            "twice", new Pilot(3, "first")));
            assertThat(lane.get(() -> directory.find(Set.of("gone", "\ud83d\ude80"))))
                    .isEmpty();
            assertThat(lane.get(() -> directory.find(Set.of("\ud83d\ude80")))).isEmpty();
        }
    }

    /** Numbers beyond a signed column, and more stamps than one statement takes. */
    @Test
    void asksForAnyNumberOfPilotsAtOnce(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRAC, "many")) {
            database.insertPilot(4_000_000_000L, "stamp-600", "lhcb");
            Set<String> asked = new HashSet<>();
            for (int i = 0; i < 700; i++) {
                asked.add("stamp-" + i);
            }
            StampDirectory directory = directory(database);

            assertThat(lane.get(() -> directory.find(asked)))
                    .isEqualTo(Map.of("stamp-600", new Pilot(4_000_000_000L, "lhcb")));
        }
    }

    @Test
    void startsAndGoesOnWhileTheServerIsAway(DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, SchemaFlavour.DIRACX, "away")) {
            database.insertPilot(7, "abc", "lhcb");
            StampDirectory directory = directory(database);

            stack.stop(Part.MARIADB);
            try {
                StoreException failure =
                        catchThrowableOfType(StoreException.class, () -> lane.get(() -> directory.find(Set.of("abc"))));
                assertThat(failure.failure().kind()).as(failure.toString()).isEqualTo(Kind.TRANSIENT);
            } finally {
                stack.openRootConnection().close();
            }

            assertThat(lane.get(() -> directory.find(Set.of("abc")))).containsOnlyKeys("abc");
        }
    }

    private StampDirectory directory(TestDatabase database) {
        return new StampDirectory(vertx, database.pilotDbUrl(), 1, Duration.ofSeconds(5), Duration.ofSeconds(5));
    }
}
