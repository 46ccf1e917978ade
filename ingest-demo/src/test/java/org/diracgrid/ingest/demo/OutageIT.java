package org.diracgrid.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.demo.workload.Emission;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.Part;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.event.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A store that is down does not stall the other. Under a steady load, first OpenSearch is away for a while, then MySQL;
 * the other store goes on, both catch up by themselves, and in the end nothing is lost and nothing doubled.
 *
 * <p>{@code -Dingest.outage.seconds=} says how long each is away, and how long both are there before.
 */
@ExtendWith(DevStackExtension.class)
class OutageIT {

    private static final int SECONDS = Integer.getInteger("ingest.outage.seconds", 5);
    private static final int EVENTS_PER_SECOND = 250;
    private static final long NANOS_BETWEEN_EVENTS = 1_000_000_000L / EVENTS_PER_SECOND;
    private static final Map<String, String> SETTINGS = Map.of("INGEST_COMMIT_INTERVAL", "200ms");

    /** More than are sent until the load is told to end. */
    private static final int JOBS = Math.max(2_000, 100 * SECONDS);

    /** Rows by which a worker shows that it is well under way. */
    private static final int ROWS_OF_A_START = JOBS + 4 * EVENTS_PER_SECOND;

    private static final Duration CATCH_UP_WITHIN = Duration.ofSeconds(60 + 2L * SECONDS);

    /** Commits come once in a while, and a store that starts again takes the machine for a moment. */
    private static final long LAG_OF_A_PAUSE = 3L * EVENTS_PER_SECOND;

    private final DevStack stack;

    OutageIT(DevStack stack) {
        this.stack = stack;
    }

    @Test
    void oneStoreGoesOnWhileTheOtherIsAway() throws Exception {
        try (LoadedStack loaded =
                LoadedStack.of(stack, SchemaFlavour.DIRACX, "outage", 6, true, LoadedStack.demo(JOBS))) {
            AtomicBoolean enough = new AtomicBoolean();
            WorkerProcess worker = WorkerProcess.start(loaded, "outage", SETTINGS, "run");
            CompletableFuture<Void> load =
                    CompletableFuture.runAsync(() -> loaded.publish(events -> new Paced(events, enough)));
            try {
                Awaitility.await().atMost(CATCH_UP_WITHIN).until(() -> loaded.rows() > ROWS_OF_A_START);
                Group mySql = new Group(loaded, loaded.mySqlGroup());
                Awaitility.await().atMost(CATCH_UP_WITHIN).until(() -> mySql.lag() < EVENTS_PER_SECOND);
                Stretch both = watch(mySql);

                stack.stop(Part.OPENSEARCH);
                Stretch without = watch(mySql);
                stack.openSearchUrl(); // starts it again
                System.out.println("MySQL with OpenSearch: " + both + ", without: " + without);

                assertThat(without.eventsPerSecond()).isGreaterThan(0.8 * both.eventsPerSecond());
                assertThat(without.lag()).isLessThan(both.lag() + LAG_OF_A_PAUSE);

                Awaitility.await()
                        .atMost(CATCH_UP_WITHIN)
                        .until(() -> new Group(loaded, loaded.openSearchGroup()).lag() < LAG_OF_A_PAUSE);
                stack.stop(Part.MARIADB);
                Instant late = Instant.now().plusSeconds(SECONDS);
                Awaitility.await().atMost(CATCH_UP_WITHIN).until(() -> documentsSince(loaded, late) > 0);
                loaded.reconnect(); // starts it again

                enough.set(true);
                load.join();
                Awaitility.await()
                        .atMost(CATCH_UP_WITHIN)
                        .pollInterval(Duration.ofSeconds(1))
                        .untilAsserted(() -> assertThat(loaded.differences()).isEmpty());
                assertThat(loaded.letters("mysql")).isEqualTo(loaded.load().badForTables());
                assertThat(loaded.letters("opensearch")).isEqualTo(loaded.load().badForDocuments());
            } finally {
                enough.set(true);
                worker.stop();
            }
        }
    }

    /** What MySQL's side did while somebody watched; the lag is the greatest that was seen. */
    private record Stretch(double eventsPerSecond, long lag) {}

    private static Stretch watch(Group group) {
        long start = System.nanoTime();
        long before = group.committed();
        long[] lag = new long[1];
        Awaitility.await().atMost(CATCH_UP_WITHIN).until(() -> {
            lag[0] = Math.max(lag[0], group.lag());
            return System.nanoTime() - start > Duration.ofSeconds(SECONDS).toNanos();
        });
        return new Stretch((group.committed() - before) / ((System.nanoTime() - start) / 1e9), lag[0]);
    }

    /** How far a group is with the jobs topic. */
    private record Group(LoadedStack loaded, String name) {

        long committed() {
            return offsets().values().stream()
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        }

        /** How many events it has not committed. */
        long lag() {
            var committed = offsets();
            try (Admin admin = loaded.admin()) {
                return admin
                        .listOffsets(committed.keySet().stream()
                                .collect(Collectors.toMap(partition -> partition, p -> OffsetSpec.latest())))
                        .all()
                        .get()
                        .entrySet()
                        .stream()
                        .mapToLong(end -> end.getValue().offset()
                                - committed.get(end.getKey()).offset())
                        .sum();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        private Map<TopicPartition, OffsetAndMetadata> offsets() {
            try (Admin admin = loaded.admin()) {
                Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(admin.listConsumerGroupOffsets(name)
                        .partitionsToOffsetAndMetadata()
                        .get());
                committed.keySet().removeIf(partition -> !partition.topic().equals(Topics.JOBS));
                return committed;
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static long documentsSince(LoadedStack loaded, Instant since) throws Exception {
        return loaded.documents().values().stream()
                .filter(document -> document.path("timestamp").longValue() > since.toEpochMilli())
                .count();
    }

    /** So many events a second and never more, until it is enough. */
    private static final class Paced implements Iterator<Emission> {
        private final Iterator<Emission> events;
        private final AtomicBoolean enough;
        private long due = System.nanoTime();

        Paced(Iterator<Emission> events, AtomicBoolean enough) {
            this.events = events;
            this.enough = enough;
        }

        @Override
        public boolean hasNext() {
            return !enough.get() && events.hasNext();
        }

        @Override
        public Emission next() {
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            due = System.nanoTime() + NANOS_BETWEEN_EVENTS;
            return events.next();
        }
    }
}
