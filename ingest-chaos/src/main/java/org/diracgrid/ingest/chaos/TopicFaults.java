package org.diracgrid.ingest.chaos;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.demo.grid.RecordSender;
import org.diracgrid.ingest.demo.grid.TopicReader;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.demo.trial.WorkerProcess;
import org.diracgrid.ingest.devstack.Part;
import org.diracgrid.ingest.model.codec.EncodedEvent;
import org.diracgrid.ingest.model.event.Topics;

/**
 * What happens to the topic of jobs while workers read it. They have caught up before each.
 *
 * <p>Confined to the conductor's thread.
 */
final class TopicFaults implements AutoCloseable {

    /** How many records a worker holds before it waits for its store. */
    static final int READ_AHEAD_MAX = 400;

    /** So many more than all workers and their clients hold that most are never read. */
    private static final int FILLERS = 10 * READ_AHEAD_MAX;

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Events of this type are recognised by their rows when they come again, and bring nothing to a document. */
    private static final String FILLER_TYPE = "org.diracgrid.job.status.v1";

    private static final Pattern ALL_PAUSED = Pattern.compile("mysql: .* partitions (\\d+) \\(\\1 paused\\)");

    private final Trial trial;
    private final Fleet fleet;
    private final Findings findings;
    private final Admin admin;

    TopicFaults(Trial trial, Fleet fleet, Findings findings) {
        this.trial = trial;
        this.fleet = fleet;
        this.findings = findings;
        this.admin = trial.admin();
    }

    /** Deletes the topic, and makes one of the same name after {@code gapMs}, or as soon as the broker lets it. */
    void makeAnew(long gapMs) throws Exception {
        int partitions = ends().size();
        admin.deleteTopics(Set.of(Topics.JOBS)).all().get();
        TimeUnit.MILLISECONDS.sleep(gapMs); // workers may notice, or not
        Awaitility.await("topic made anew")
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .until(() -> isCreated(partitions));
        awaitReady(partitions);
        findings.figure("topic away, ms", gapMs);
    }

    private boolean isCreated(int partitions) throws InterruptedException, ExecutionException {
        try {
            admin.createTopics(Set.of(new NewTopic(Topics.JOBS, partitions, (short) 1)))
                    .all()
                    .get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e;
        }
    }

    /** More of them: keys move, which is why nothing of them may be under way. */
    void addPartitions(int more) throws Exception {
        int total = ends().size() + more;
        admin.createPartitions(Map.of(Topics.JOBS, NewPartitions.increaseTo(total)))
                .all()
                .get();
        awaitReady(total);
    }

    /**
     * Waits until the broker leads each partition. A producer that comes earlier is refused its first batch, and may see the
     * second one taken; then the first is out of order for ever.
     */
    private void awaitReady(int partitions) {
        Awaitility.await("every partition has its leader")
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> ends().size() == partitions);
    }

    /** Every partition has records, and both groups have committed every one. */
    void requireAllConsumed() throws Exception {
        Map<TopicPartition, Long> ends = ends();
        findings.require(!ends.containsValue(0L), "nothing was published to a partition: " + ends);
        for (String group : List.of(trial.mySqlGroup(), trial.openSearchGroup())) {
            var committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            ends.forEach((partition, end) -> {
                var offset = committed.get(partition);
                findings.require(
                        offset != null && offset.offset() == end,
                        group + " has committed " + offset + " of " + partition + ", which ends at " + end);
            });
        }
    }

    /**
     * Stops MariaDB, publishes more than workers read without it, of what they have stored already, and after that what {@code publish}
     * does; then deletes all records before that, and starts MariaDB again.
     */
    void letRetentionOvertake(Runnable publish) throws Exception {
        List<EncodedEvent> stored = statusEvents();
        Map<TopicPartition, Long> before = ends();
        trial.stack().stop(Part.MARIADB);
        try (RecordSender sender = new RecordSender(trial.stack().kafkaBootstrapServers())) {
            for (int filler = 0; filler < FILLERS; filler++) {
                sender.send(stored.get(filler % stored.size()));
            }
        }
        Awaitility.await("workers wait for their store").atMost(LIMIT).until(this::allPaused);
        Map<TopicPartition, Long> fillersEnd = ends();
        publish.run();
        Map<TopicPartition, RecordsToDelete> deleted = new HashMap<>();
        fillersEnd.forEach((partition, end) -> deleted.put(partition, RecordsToDelete.beforeOffset(end)));
        admin.deleteRecords(deleted).all().get();
        trial.reconnect(); // starts MariaDB
        fillersEnd.forEach((partition, end) -> findings.require(
                end > before.getOrDefault(partition, 0L), "no record was deleted unread from " + partition));
    }

    private boolean allPaused() {
        return fleet.running().stream().allMatch(TopicFaults::isPaused);
    }

    private static boolean isPaused(WorkerProcess worker) {
        List<String> looks =
                worker.said().lines().filter(line -> line.startsWith("mysql: ")).toList();
        return !looks.isEmpty()
                && ALL_PAUSED.matcher(looks.get(looks.size() - 1)).find();
    }

    /** What the topic holds of them and no dead letter does. */
    private List<EncodedEvent> statusEvents() {
        TopicReader topics = new TopicReader(trial.stack().kafkaBootstrapServers());
        Set<ByteBuffer> parked = topics.read(Topics.deadLetter(Topics.JOBS)).stream()
                .map(letter -> ByteBuffer.wrap(letter.value()))
                .collect(Collectors.toSet());
        return topics.read(Topics.JOBS).stream()
                .filter(record -> !parked.contains(ByteBuffer.wrap(record.value())))
                .map(TopicFaults::eventOf)
                .filter(TopicFaults::isStatus)
                .toList();
    }

    private static EncodedEvent eventOf(ConsumerRecord<byte[], byte[]> record) {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), header.value()));
        return new EncodedEvent(Topics.JOBS, record.key(), record.value(), headers);
    }

    /** Its type is a header or, in structured mode, a member. */
    private static boolean isStatus(EncodedEvent event) {
        return text(event.value()).contains(FILLER_TYPE)
                || text(event.headers().getOrDefault("ce_type", new byte[0])).equals(FILLER_TYPE);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private Map<TopicPartition, Long> ends() throws InterruptedException, ExecutionException {
        var description =
                admin.describeTopics(Set.of(Topics.JOBS)).allTopicNames().get().get(Topics.JOBS);
        if (description == null) {
            throw new IllegalStateException("no topic " + Topics.JOBS);
        }
        return admin
                .listOffsets(description.partitions().stream()
                        .collect(Collectors.toMap(
                                info -> new TopicPartition(Topics.JOBS, info.partition()),
                                info -> OffsetSpec.latest())))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    @Override
    public void close() {
        admin.close();
    }
}
