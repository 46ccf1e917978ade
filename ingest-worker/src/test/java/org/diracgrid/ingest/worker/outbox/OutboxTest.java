package org.diracgrid.ingest.worker.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A list of records is answered once, on the caller's context, when the fate of each is known. */
@Timeout(60)
class OutboxTest {

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final ManualProducer producer = new ManualProducer();
    private final Outbox outbox = new Outbox(producer, "test-outbox", CLOSE_WAIT);

    /** Answers when it is told to; can be made to block like a producer without metadata. */
    private static final class ManualProducer extends MockProducer<byte[], byte[]> {
        private final CountDownLatch blocked = new CountDownLatch(1);
        private final AtomicInteger sends = new AtomicInteger();
        private volatile boolean blocks;

        ManualProducer() {
            super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public java.util.concurrent.Future<RecordMetadata> send(
                ProducerRecord<byte[], byte[]> record, Callback callback) {
            sends.incrementAndGet();
            if (blocks) {
                join(blocked);
            }
            return super.send(record, callback);
        }

        void awaitSent(int count) {
            await().atMost(Duration.ofSeconds(20)).until(() -> history().size() == count);
        }
    }

    @AfterEach
    void closeVertx() {
        producer.blocked.countDown();
        join(vertx.close());
    }

    @Test
    void answersOnceAndOnTheCallersContextAfterTheLastAcknowledgement() {
        Context lane = vertx.getOrCreateContext();
        AtomicInteger answers = new AtomicInteger();
        Promise<Context> answeredOn = Promise.promise();

        lane.runOnContext(nothing -> outbox.send(records(3)).onComplete(done -> {
            answers.incrementAndGet();
            answeredOn.complete(Vertx.currentContext());
        }));
        producer.awaitSent(3);
        producer.completeNext();
        producer.completeNext();
        assertThat(answers).hasValue(0);
        producer.completeNext();

        assertThat(join(answeredOn.future())).isSameAs(lane);
        assertThat(answers).hasValue(1);
    }

    @Test
    void sendsInTheGivenOrderListAfterList() {
        outbox.send(records(3));
        outbox.send(records(2));

        producer.awaitSent(5);
        assertThat(producer.history())
                .extracting(sent -> new String(sent.key(), UTF_8))
                .containsExactly("0", "1", "2", "0", "1");
    }

    @Test
    void failsWithTheFirstCauseAfterAllAreAnswered() {
        Future<Void> sent = outbox.send(records(3));
        producer.awaitSent(3);

        producer.completeNext();
        producer.errorNext(new TimeoutException("first"));
        assertThat(sent.isComplete()).isFalse();
        producer.errorNext(new TimeoutException("second"));

        assertThatThrownBy(() -> join(sent)).hasRootCauseMessage("first");
    }

    @Test
    void sendsNothingBehindAFailure() {
        producer.sendException = new TimeoutException("no metadata after 60000 ms");

        Future<Void> sent = outbox.send(records(400));

        assertThatThrownBy(() -> join(sent)).hasRootCauseMessage("no metadata after 60000 ms");
        assertThat(producer.sends).hasValue(1);
    }

    @Test
    void isReadyForTheNextListAfterAFailure() {
        producer.sendException = new TimeoutException("once");
        assertThatThrownBy(() -> join(outbox.send(records(2)))).hasRootCauseMessage("once");
        producer.sendException = null;

        Future<Void> sent = outbox.send(records(1));
        producer.awaitSent(1);
        producer.completeNext();

        assertThat(join(sent)).isNull();
    }

    @Test
    void hasNothingToWaitForWithoutRecords() {
        assertThat(outbox.send(List.of()).succeeded()).isTrue();
    }

    @Test
    void neverBlocksItsCaller() {
        producer.blocks = true;
        Context lane = vertx.getOrCreateContext();
        Promise<Integer> laneWentOn = Promise.promise();

        lane.runOnContext(nothing -> outbox.send(records(1)));
        lane.runOnContext(nothing -> laneWentOn.complete(1));

        assertThat(join(laneWentOn.future())).isEqualTo(1);
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void closesBehindWhatWasHandedOver() {
        producer.blocks = true;
        Future<Void> first = outbox.send(records(2));
        Future<Void> second = outbox.send(records(1));

        Future<Void> closed = outbox.close();
        assertThat(producer.closed()).isFalse();
        producer.blocked.countDown();
        join(closed);

        assertThat(producer.closed()).isTrue();
        assertThat(producer.history()).hasSize(3);
        assertThat(first.isComplete()).isFalse(); // a real producer answers before it is closed
        assertThat(second.isComplete()).isFalse();
    }

    @Test
    void refusesWhatComesAfterClosing() {
        join(outbox.close());

        assertThatThrownBy(() -> join(outbox.send(records(1)))).hasMessageContaining("test-outbox is closed");
    }

    @Test
    void closesWithinItsBoundAndAnswersEverythingThoughThereIsNoBroker() throws Exception {
        Outbox cutOff = new Outbox(producerWithoutBroker(), "cut-off", Duration.ofMillis(200));
        List<Future<Void>> lists =
                IntStream.range(0, 3).mapToObj(i -> cutOff.send(records(400))).toList();

        join(cutOff.close());

        await().atMost(Duration.ofSeconds(5)).until(() -> lists.stream().allMatch(Future::failed));
    }

    private static KafkaProducer<byte[], byte[]> producerWithoutBroker() throws Exception {
        Map<String, Object> settings = new HashMap<>(Outbox.REQUIRED_PRODUCER_SETTINGS);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + portWithoutServer());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 600_000);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static int portWithoutServer() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static List<ProducerRecord<byte[], byte[]>> records(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new ProducerRecord<>("topic", Integer.toString(i).getBytes(UTF_8), new byte[1]))
                .toList();
    }

    private static void join(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
