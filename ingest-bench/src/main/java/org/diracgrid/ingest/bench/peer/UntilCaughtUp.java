package org.diracgrid.ingest.bench.peer;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Runs a program that has no end, inside its own process, until its consumer groups have caught up with a topic, and ends it then: Kafka
 * Connect is one. Needs nothing but Kafka's clients beside the program.
 *
 * <p>Arguments: the groups, separated by commas; the topic; the program's main class; its arguments. Exit code 0 if all groups have caught
 * up with what the topic had at the start; 1 if the program ends by itself or its groups stand still, 2 if the arguments are too few.
 */
public final class UntilCaughtUp {

    private static final int PROGRAM_AT = 2;
    private static final long LOOK_EVERY_MS = 50;

    /** A connector that has failed commits nothing any more; a slow machine may need this long to begin. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Admin admin;
    private final Map<String, CatchUp> groups = new HashMap<>();

    private UntilCaughtUp(Admin admin, List<String> groups, String topic)
            throws ExecutionException, InterruptedException {
        this.admin = admin;
        Map<TopicPartition, Long> ends = ends(topic);
        groups.forEach(group -> this.groups.put(group, new CatchUp(ends, PATIENCE, System.nanoTime())));
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length <= PROGRAM_AT) {
            System.err.println("needs: GROUP[,GROUP] TOPIC MAIN-CLASS [ARGUMENT]...");
            System.exit(2);
        }
        Map<String, Object> properties = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                PeerSettings.required(System.getenv(), "KAFKA_BOOTSTRAP_SERVERS"));
        try (Admin admin = Admin.create(properties)) {
            var watch = new UntilCaughtUp(admin, List.of(arguments[0].split(",")), arguments[1]);
            Thread program =
                    start(arguments[PROGRAM_AT], Arrays.copyOfRange(arguments, PROGRAM_AT + 1, arguments.length));
            System.exit(watch.await(program) ? 0 : 1);
        }
    }

    private static Thread start(String mainClass, String... arguments) throws ReflectiveOperationException {
        var main = Class.forName(mainClass).getMethod("main", String[].class);
        Thread program = new Thread(
                () -> {
                    try {
                        main.invoke(null, (Object) arguments);
                    } catch (InvocationTargetException e) {
                        throw new IllegalStateException(mainClass + " has failed", e.getCause());
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException("no public main in " + mainClass, e);
                    }
                },
                "program");
        program.setDaemon(true);
        program.start();
        return program;
    }

    /** Whether all groups have caught up. */
    private boolean await(Thread program) throws InterruptedException, ExecutionException {
        while (!groups.isEmpty()) {
            program.join(LOOK_EVERY_MS);
            if (!program.isAlive()) {
                System.err.println("the program has ended by itself; still behind: " + groups.keySet());
                return false;
            }
            for (String group : new ArrayList<>(groups.keySet())) {
                switch (look(group)) {
                    case CAUGHT_UP -> groups.remove(group);
                    case UNDER_WAY -> {}
                    case STANDS_STILL -> {
                        System.err.println("group " + group + " has committed nothing for " + PATIENCE);
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private CatchUp.Verdict look(String group) throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        committed.put(partition, offset.offset());
                    }
                });
        return Objects.requireNonNull(groups.get(group)).look(committed, System.nanoTime());
    }

    private Map<TopicPartition, Long> ends(String topic) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = Objects.requireNonNull(admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get()
                        .get(topic))
                .partitions()
                .stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(latest).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }
}
