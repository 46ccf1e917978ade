package org.diracgrid.ingest.chaos;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.model.event.Topics;

/**
 * Looks at the groups of a trial all the time, and remembers how far they were.
 *
 * <p>Thread-safe: a thread of its own looks; the others see what it saw last.
 */
final class ProgressWatch implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    /** Asking takes no longer where the broker is away. */
    private static final int ANSWER_WITHIN_MS = 2_000;

    private final Admin admin;
    private final Map<String, GroupOffsets> groups = new LinkedHashMap<>();
    private final BiConsumer<String, GroupOffsets.Look> listener;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CompletableFuture<Void> end;
    private volatile Map<String, GroupOffsets.Look> seen = Map.of();

    ProgressWatch(Trial trial) {
        this(trial, (group, look) -> {});
    }

    /** @param listener is told of every look at a group, by the thread that looks */
    ProgressWatch(Trial trial, BiConsumer<String, GroupOffsets.Look> listener) {
        this.admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                trial.stack().kafkaBootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                ANSWER_WITHIN_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                ANSWER_WITHIN_MS));
        add(trial.mySqlGroup(), Set.of(Topics.JOBS));
        add(trial.openSearchGroup(), Set.of(Topics.JOBS, Topics.JOBS_APPLIED));
        this.listener = listener;
        this.end = CompletableFuture.runAsync(this::watch, task -> new Thread(task, "chaos-watch").start());
    }

    private void add(String group, Set<String> topics) {
        groups.put(group, new GroupOffsets(admin, group, topics));
    }

    /** What was last seen of a group; nothing done and nothing left before the first look. */
    GroupOffsets.Look last(String group) {
        return seen.getOrDefault(group, new GroupOffsets.Look(0, 0));
    }

    /** How far a group is now. */
    GroupOffsets offsets(String group) {
        GroupOffsets offsets = groups.get(group);
        if (offsets == null) {
            throw new IllegalArgumentException("not watched: " + group);
        }
        return offsets;
    }

    private void watch() {
        try {
            while (!stopped.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        Map<String, GroupOffsets.Look> looks = new LinkedHashMap<>();
        for (var entry : groups.entrySet()) {
            String group = entry.getKey();
            try {
                GroupOffsets.Look look = entry.getValue().look();
                looks.put(group, look);
                listener.accept(group, look);
            } catch (IllegalStateException e) {
                looks.put(group, last(group)); // the broker is away, so that nobody can tell
            }
        }
        seen = Map.copyOf(looks);
    }

    @Override
    public void close() {
        stopped.countDown();
        end.join();
        admin.close();
    }
}
