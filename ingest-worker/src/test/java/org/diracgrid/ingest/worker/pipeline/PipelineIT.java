package org.diracgrid.ingest.worker.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EncodedEvent;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.codec.EventEncoder;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.diracgrid.ingest.model.event.Topics;
import org.diracgrid.ingest.model.lifecycle.Fences;
import org.diracgrid.ingest.worker.deadletter.KafkaDeadLetterSink;
import org.diracgrid.ingest.worker.outbox.Outbox;
import org.diracgrid.ingest.worker.pipeline.IngestPipeline.Mode;
import org.diracgrid.ingest.worker.port.InMemoryStore;
import org.diracgrid.ingest.worker.resilience.BisectingWriter;
import org.diracgrid.ingest.worker.resilience.BreakerLimits;
import org.diracgrid.ingest.worker.resilience.RetryLimits;
import org.diracgrid.ingest.worker.resilience.StoreGuard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whole pipelines on a real broker, with the store in memory. */
@ExtendWith(DevStackExtension.class)
class PipelineIT {

    private static final int PARTITIONS = 6;
    private static final int JOBS = 1_000;
    private static final int RECORDS = 100_000;
    private static final BreakerLimits BREAKER = new BreakerLimits(3, 5_000, 1_000, 1_024);
    private static final int MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final DevStack stack;
    private final Vertx vertx = Vertx.vertx();
    private final InMemoryStore memory = new InMemoryStore();
    private final String topic =
            "pipeline-it-" + Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);

    private final AtomicReference<Exception> sendFailure = new AtomicReference<>();

    PipelineIT(DevStack stack) {
        this.stack = stack;
    }

    /** A pipeline that runs, and what it counts. */
    private record Member(
            IngestPipeline pipeline, PipelineCounters counters, KafkaDeadLetterSink sink, Future<Void> end) {}

    @AfterEach
    void closeVertx() {
        join(vertx.close());
    }

    @Test
    void losesNothingAndKeepsTheOrderWhileMembersComeAndGo() throws Exception {
        // Given
        createTopics();
        for (int job = 1; job <= JOBS; job++) {
            memory.addJob(job);
        }
        produceUpdates(0);

        // When
        List<PipelineCounters> counters = new ArrayList<>();
        Member steady = start(Mode.CONTINUOUS, counters);
        for (int round = 0; round < 3; round++) {
            int stored = memory.size();
            Member guest = start(Mode.CONTINUOUS, counters);
            await().atMost(PATIENCE)
                    .until(() -> memory.size() == RECORDS
                            || (guest.counters().stored() > 0 && memory.size() > stored + RECORDS / 10));
            stop(guest);
        }
        stop(steady);
        Member last = start(Mode.UNTIL_CAUGHT_UP, counters);
        join(last.end());
        join(last.sink().close());

        // Then
        assertAllStoredInOrder();
        assertThat(committed()).isEqualTo(ends());
        for (PipelineCounters each : counters) {
            assertThat(each.unbalanced()).isZero();
            assertThat(each.inFlight()).isZero();
        }
    }

    /** Every other event is fenced, at random, and there are a dozen of each job in flight: most have to wait. */
    @Test
    void losesNothingAndKeepsTheOrderOfFencedEvents() throws Exception {
        createTopics();
        for (int job = 1; job <= JOBS; job++) {
            memory.addJob(job);
        }
        produceUpdates(0.5);

        List<PipelineCounters> counters = new ArrayList<>();
        Member member = start(Mode.UNTIL_CAUGHT_UP, counters);
        join(member.end());
        join(member.sink().close());

        assertAllStoredInOrder();
        assertThat(committed()).isEqualTo(ends());
        assertThat(member.counters().stored()).isEqualTo(RECORDS);
    }

    @Test
    void restartsWhereItStoppedAndEndsAtOnceWhenCaughtUp() throws Exception {
        createTopics();
        memory.addJob(1);
        try (Producer<byte[], byte[]> producer = producer()) {
            for (int number = 0; number < 500; number++) {
                send(producer, update(1, number), 0);
            }
        }
        List<PipelineCounters> counters = new ArrayList<>();
        Member first = start(Mode.UNTIL_CAUGHT_UP, counters);
        join(first.end());
        join(first.sink().close());

        Member second = start(Mode.UNTIL_CAUGHT_UP, counters);
        join(second.end());
        join(second.sink().close());

        assertThat(first.counters().stored()).isEqualTo(500);
        assertThat(second.counters().received()).isZero();
    }

    @Test
    void endsWhenCaughtUpWithAbortedTransactionsAtTheEndOfTheLog() throws Exception {
        createTopics();
        memory.addJob(1);
        Map<String, Object> settings = producerSettings();
        settings.put("transactional.id", topic);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, update(1, 1), 0);
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, update(1, 2), 0);
            producer.abortTransaction();
        }

        Member member = start(Mode.UNTIL_CAUGHT_UP, new ArrayList<>());
        join(member.end());
        join(member.sink().close());

        assertThat(member.counters().stored()).isEqualTo(1);
        assertThat(committed()).isEqualTo(ends());
    }

    @Test
    void parksATooLargeValueWholeAndStoresItsNeighbours() throws Exception {
        createTopics();
        memory.addJob(1);
        byte[] large = new byte[2 * MIB];
        new Random(1).nextBytes(large);
        try (Producer<byte[], byte[]> producer = producer()) {
            send(producer, update(1, 1), 0);
            producer.send(new ProducerRecord<>(topic, 0, "1".getBytes(UTF_8), large))
                    .get();
            send(producer, update(1, 2), 0);
        }

        Member member = start(Mode.UNTIL_CAUGHT_UP, new ArrayList<>());
        join(member.end());
        join(member.sink().close());

        assertThat(member.counters().stored()).isEqualTo(2);
        assertThat(member.counters().parked()).isEqualTo(1);
        ConsumerRecord<byte[], byte[]> letter = onlyDeadLetter();
        assertThat(letter.value()).isEqualTo(large);
        assertThat(letter.key()).isEqualTo("1".getBytes(UTF_8));
        assertThat(new String(
                        letter.headers().lastHeader("__connect.errors.offset").value(), UTF_8))
                .isEqualTo("1");
        assertThat(new String(letter.headers().lastHeader("ingest.error.reason").value(), UTF_8))
                .isIn("TOO_LARGE", "ENVELOPE_MISSING");
    }

    @Test
    void leavesOutWhatCameToTheLogAfterItExpired() throws Exception {
        createTopics(Map.of("message.timestamp.type", "LogAppendTime"));
        memory.addJob(1);
        long nowMs = System.currentTimeMillis();
        try (Producer<byte[], byte[]> producer = producer()) {
            send(producer, EventEncoder.binary(update(1, 1), nowMs + 60_000), 0);
            send(producer, EventEncoder.binary(update(1, 2), nowMs - 1_000), 0);
            send(producer, EventEncoder.binary(update(1, 3)), 0);
        }

        Member member = start(Mode.UNTIL_CAUGHT_UP, new ArrayList<>());
        join(member.end());
        join(member.sink().close());

        assertThat(memory.historyOf(1))
                .extracting(event -> event.envelope().id())
                .containsExactly("1-1", "1-3");
        assertThat(member.counters().stored()).isEqualTo(2);
        assertThat(member.counters().superseded()).isEqualTo(1);
        assertThat(committed()).isEqualTo(ends());
    }

    private void assertAllStoredInOrder() {
        assertThat(memory.size()).isEqualTo(RECORDS);
        for (int job = 1; job <= JOBS; job++) {
            List<Long> times = memory.historyOf(job).stream()
                    .map(event -> event.envelope().timeMicros())
                    .toList();
            assertThat(times).hasSize(RECORDS / JOBS).isSorted();
        }
    }

    private Member start(Mode mode, List<PipelineCounters> all) {
        PipelineCounters counters = new PipelineCounters();
        all.add(counters);
        KafkaDeadLetterSink sink = new KafkaDeadLetterSink(producer(), "memory", "test", Duration.ofSeconds(10));
        InstantSource clock = InstantSource.system();
        StoreGuard guard = new StoreGuard("memory", Future::succeededFuture, BREAKER, clock, counters::breakerChanged);
        IngestPipeline pipeline = new IngestPipeline(new IngestPipeline.Parts(
                "memory",
                vertx,
                this::consumer,
                Set.of(topic),
                new EventCodec(CodecOptions.DEFAULTS),
                Fences::isFenced,
                pause -> BisectingWriter.around(
                        guard.around(memory, pause), pause, RetryLimits.defaults(), clock, new Random()),
                guard,
                sink,
                PipelineLimits.defaults(),
                counters,
                clock));
        return new Member(pipeline, counters, sink, pipeline.start(mode));
    }

    private static void stop(Member member) {
        member.pipeline().requestStop(10_000);
        join(member.end());
        join(member.sink().close());
    }

    /** @param fenced the part of the events that carry an attribute, and are fenced therefore */
    private void produceUpdates(double fenced) {
        Random random = new Random(1);
        try (Producer<byte[], byte[]> producer = producer()) {
            for (int number = 0; number < RECORDS / JOBS; number++) {
                for (int job = 1; job <= JOBS; job++) {
                    boolean isFenced = random.nextDouble() < fenced;
                    Map<JobAttribute, Object> attributes = isFenced ? Map.of(JobAttribute.SITE, "site") : Map.of();
                    send(producer, update(job, number, attributes), null);
                }
            }
        }
        assertThat(sendFailure.get()).isNull();
    }

    private void send(Producer<byte[], byte[]> producer, JobStatusEvent event, Integer partition) {
        send(producer, EventEncoder.binary(event), partition);
    }

    private void send(Producer<byte[], byte[]> producer, EncodedEvent encoded, Integer partition) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, encoded.key(), encoded.value());
        encoded.headers().forEach(record.headers()::add);
        var unused = producer.send(record, (metadata, failure) -> {
            if (failure != null) {
                sendFailure.set(failure);
            }
        });
    }

    private static JobStatusEvent update(int job, int number) {
        return update(job, number, Map.of());
    }

    private static JobStatusEvent update(int job, int number, Map<JobAttribute, Object> attributes) {
        long timeMicros = 1_780_000_000_000_000L + number * 1_000_000L;
        EventEnvelope envelope =
                new EventEnvelope(job + "-" + number, "/it", "org.diracgrid.job.status.v1", timeMicros);
        StatusUpdate update = new StatusUpdate(timeMicros, null, "step " + number, null, "IT");
        return new JobStatusEvent(envelope, job, List.of(update), false, attributes);
    }

    private void createTopics() throws ExecutionException, InterruptedException {
        createTopics(Map.of());
    }

    private void createTopics(Map<String, String> settings) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrapServers()))) {
            Map<String, String> large = Map.of("max.message.bytes", Integer.toString(4 * MIB));
            Map<String, String> all = new HashMap<>(settings);
            all.putAll(large);
            admin.createTopics(List.of(
                            new NewTopic(topic, PARTITIONS, (short) 1).configs(all),
                            new NewTopic(Topics.deadLetter(topic), 1, (short) 1).configs(large)))
                    .all()
                    .get();
        }
    }

    private ConsumerRecord<byte[], byte[]> onlyDeadLetter() {
        TopicPartition partition = new TopicPartition(Topics.deadLetter(topic), 0);
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(letters::add);
                return !letters.isEmpty();
            });
            consumer.poll(Duration.ofMillis(500)).forEach(letters::add);
            assertThat(letters).hasSize(1);
            return letters.get(0);
        }
    }

    private Map<TopicPartition, Long> ends() {
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            return consumer.endOffsets(partitions());
        }
    }

    private Map<TopicPartition, Long> committed() {
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            for (Map.Entry<TopicPartition, OffsetAndMetadata> entry :
                    consumer.committed(new HashSet<>(partitions())).entrySet()) {
                offsets.put(
                        entry.getKey(),
                        entry.getValue() == null ? 0 : entry.getValue().offset());
            }
            return offsets;
        }
    }

    private Collection<TopicPartition> partitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            partitions.add(new TopicPartition(topic, partition));
        }
        return partitions;
    }

    private Consumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", stack.kafkaBootstrapServers());
        settings.put("group.id", topic);
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "earliest");
        settings.put("isolation.level", "read_committed");
        settings.put("partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(producerSettings(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> producerSettings() {
        Map<String, Object> settings = new HashMap<>(Outbox.REQUIRED_PRODUCER_SETTINGS);
        settings.put("bootstrap.servers", stack.kafkaBootstrapServers());
        settings.put("max.request.size", 4 * MIB);
        settings.put("linger.ms", 5);
        return settings;
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
