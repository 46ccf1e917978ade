package org.diracgrid.ingest.worker.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.JobStatusAppliedEvent;
import org.diracgrid.ingest.model.event.Topics;
import org.diracgrid.ingest.model.lifecycle.AppliedStatus;
import org.diracgrid.ingest.model.lifecycle.JobRow;
import org.diracgrid.ingest.worker.app.TestTopics;
import org.diracgrid.ingest.worker.outbox.Outbox;
import org.diracgrid.ingest.worker.port.AppliedJob;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a real broker says reaches the lane, and what it acknowledged is there, in the order of each job. */
@ExtendWith(DevStackExtension.class)
class KafkaAppliedFeedIT {

    private static final int JOBS = 400;
    private static final int BATCHES = 5;

    private final DevStack stack;

    KafkaAppliedFeedIT(DevStack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void removeTopics() throws Exception {
        TestTopics.remove(stack);
    }

    @Test
    void publishesBatchesFromALane() throws Exception {
        createTopic(Map.of());
        Vertx vertx = Vertx.vertx();
        var feed = feed(Duration.ofSeconds(30));
        try {
            Context lane = vertx.getOrCreateContext();
            Promise<Context> answered = Promise.promise();

            lane.runOnContext(nothing -> publishAll(feed, 0).onComplete(done -> {
                if (done.succeeded()) {
                    answered.complete(Vertx.currentContext());
                } else {
                    answered.fail(done.cause());
                }
            }));

            assertThat(join(answered.future())).isSameAs(lane);
        } finally {
            join(feed.close());
            join(vertx.close());
        }
        var codec = new EventCodec(CodecOptions.DEFAULTS);
        Map<String, Integer> batchesByKey = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : TestTopics.read(stack, Topics.JOBS_APPLIED)) {
            var event = (JobStatusAppliedEvent) codec.decode(
                    record.key(),
                    record.value(),
                    name -> record.headers().lastHeader(name).value());
            int batch = batchesByKey.merge(new String(record.key(), UTF_8), 1, Integer::sum);
            assertThat(event.minorStatus()).isEqualTo("batch " + (batch - 1));
        }
        assertThat(batchesByKey)
                .hasSize(JOBS)
                .allSatisfy((key, batches) -> assertThat(batches).isEqualTo(BATCHES));
    }

    /** As one that was stopped between the question for its leave and the socket: what it says in the end is void. */
    @Test
    void takesForNotPublishedWhatCameToTheLogTooLate() throws Exception {
        createTopic(Map.of("message.timestamp.type", "LogAppendTime"));
        var feed = feed(Duration.ofSeconds(30));
        try {
            assertThatThrownBy(() -> join(feed.publish(jobs(0), until(System.currentTimeMillis() - 1_000))))
                    .cause()
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            failed -> assertThat(failed.failure().kind()).isEqualTo(Kind.TRANSIENT));
            join(feed.publish(jobs(1), until(System.currentTimeMillis() + 60_000)));
        } finally {
            join(feed.close());
        }

        var codec = new EventCodec(CodecOptions.DEFAULTS);
        Map<Boolean, Integer> expired = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : TestTopics.read(stack, Topics.JOBS_APPLIED)) {
            boolean isLate =
                    codec.isExpired(name -> record.headers().lastHeader(name).value(), record.timestamp());
            expired.merge(isLate, 1, Integer::sum);
            assertThat(new String(record.value(), UTF_8)).contains(isLate ? "batch 0" : "batch 1");
        }
        assertThat(expired).containsExactlyInAnyOrderEntriesOf(Map.of(true, JOBS, false, JOBS));
    }

    private static WriteLeave until(long untilMs) {
        return new WriteLeave() {
            @Override
            public boolean isGiven() {
                return true;
            }

            @Override
            public long untilMs() {
                return untilMs;
            }
        };
    }

    @Test
    void isTriedAgainWhereTheTopicIsMissing() throws Exception {
        var feed = feed(Duration.ofSeconds(1));
        try {
            assertThatThrownBy(() -> join(feed.publish(jobs(0), WriteLeave.ALWAYS)))
                    .cause()
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            failed -> assertThat(failed.failure().kind()).isEqualTo(Kind.TRANSIENT))
                    .hasMessageContaining("Topic diracx.jobs-applied.v1 not present in metadata");

            createTopic(Map.of());
            Future<Void> again = feed.publish(jobs(1), WriteLeave.ALWAYS);

            assertThat(join(again)).isNull();
        } finally {
            join(feed.close());
        }
    }

    @Test
    void stopsTheWorkerWhereTheTopicTakesNothing() throws Exception {
        createTopic(Map.of("max.message.bytes", "100"));
        var feed = feed(Duration.ofSeconds(30));
        try {
            assertThatThrownBy(() -> join(feed.publish(jobs(0), WriteLeave.ALWAYS)))
                    .cause()
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            failed -> assertThat(failed.failure().kind()).isEqualTo(Kind.FATAL))
                    .hasMessageContaining("raise max.message.bytes");
        } finally {
            join(feed.close());
        }
    }

    private static Future<Void> publishAll(KafkaAppliedFeed feed, int batch) {
        return batch == BATCHES
                ? Future.succeededFuture()
                : feed.publish(jobs(batch), WriteLeave.ALWAYS).compose(done -> publishAll(feed, batch + 1));
    }

    private static List<AppliedJob> jobs(int batch) {
        return IntStream.rangeClosed(1, JOBS)
                .mapToObj(id -> new AppliedJob(
                        new JobRow(id, "dteam", "Running", "batch " + batch, "Unknown", null, null, null),
                        new AppliedStatus(1_780_000_000_000_000L, false, "Running"),
                        1 + batch))
                .toList();
    }

    private void createTopic(Map<String, String> configs) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(Topics.JOBS_APPLIED, 3, (short) 1).configs(configs)))
                    .all()
                    .get();
        }
    }

    private KafkaAppliedFeed feed(Duration maxBlock) {
        Map<String, Object> settings = new HashMap<>(Outbox.REQUIRED_PRODUCER_SETTINGS);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafkaBootstrapServers());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, maxBlock.toMillis());
        var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        return new KafkaAppliedFeed(producer, "/it", InstantSource.system(), Duration.ofSeconds(10));
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
