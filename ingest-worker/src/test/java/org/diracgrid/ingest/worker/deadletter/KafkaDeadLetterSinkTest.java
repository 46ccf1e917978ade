package org.diracgrid.ingest.worker.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.diracgrid.ingest.worker.port.DeadLetter;
import org.junit.jupiter.api.Test;

/** A dead letter arrives with everything the original had, and says why; too large a one arrives cut, once. */
class KafkaDeadLetterSinkTest {

    private static final byte[] KEY = "4711".getBytes(UTF_8);

    /** A producer whose topic takes values and headers up to a size. */
    private static final class BoundedProducer extends MockProducer<byte[], byte[]> {
        private int bytesMax = Integer.MAX_VALUE;

        BoundedProducer() {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized java.util.concurrent.Future<RecordMetadata> send(
                ProducerRecord<byte[], byte[]> record, Callback callback) {
            int bytes = record.value() == null ? 0 : record.value().length;
            for (Header header : record.headers()) {
                bytes += header.value() == null ? 0 : header.value().length;
            }
            if (bytes > bytesMax) {
                callback.onCompletion(null, new RecordTooLargeException("too large"));
                return CompletableFuture.failedFuture(new RecordTooLargeException("too large"));
            }
            return super.send(record, callback);
        }
    }

    private final BoundedProducer producer = new BoundedProducer();
    private final KafkaDeadLetterSink sink = new KafkaDeadLetterSink(producer, "mysql", "1.2.3", Duration.ofSeconds(5));

    @Test
    void keepsTheOriginalAndAddsTheReason() {
        DeadLetter letter = letter(KEY, "value".getBytes(UTF_8));

        await(sink.park(letter));

        ProducerRecord<byte[], byte[]> record = producer.history().get(0);
        assertThat(record.topic()).isEqualTo("diracx.jobs.v1.dlq");
        assertThat(record.partition()).isNull();
        assertThat(record.key()).isEqualTo(KEY);
        assertThat(record.value()).isEqualTo("value".getBytes(UTF_8));
        assertThat(Arrays.stream(record.headers().toArray()).map(KafkaDeadLetterSinkTest::text))
                .containsExactly(
                        "ce_id=a",
                        "odd=null",
                        "ce_id=b",
                        "__connect.errors.topic=diracx.jobs.v1",
                        "__connect.errors.partition=3",
                        "__connect.errors.offset=42",
                        "__connect.errors.stage=decode",
                        "__connect.errors.exception.class.name="
                                + "org.diracgrid.ingest.model.event.EventRejectedException",
                        "__connect.errors.exception.message=not JSON",
                        "ingest.error.reason=BAD_JSON",
                        "ingest.error.kind=rejected",
                        "ingest.error.store=mysql",
                        "ingest.error.attempts=2",
                        "ingest.error.first.at=1970-01-01T00:00:01Z",
                        "ingest.error.last.at=1970-01-01T00:00:02Z",
                        "ingest.error.worker.version=1.2.3");
    }

    @Test
    void keepsAbsentKeysAndValuesAbsent() {
        await(sink.park(letter(null, null)));

        assertThat(producer.history().get(0).key()).isNull();
        assertThat(producer.history().get(0).value()).isNull();
    }

    @Test
    void cutsAValueThatTheTopicDoesNotTake() {
        producer.bytesMax = 300_000;
        byte[] value = new byte[2 << 20];
        Arrays.fill(value, (byte) 'x');

        await(sink.park(letter(KEY, value)));

        assertThat(producer.history()).hasSize(1);
        ProducerRecord<byte[], byte[]> record = producer.history().get(0);
        assertThat(record.value()).hasSize(256 << 10).containsOnly('x');
        assertThat(record.key()).isEqualTo(KEY);
        assertThat(header(record, "ingest.error.value.bytes")).isEqualTo(Integer.toString(2 << 20));
        assertThat(header(record, "ingest.error.cut")).isEqualTo("value");
        assertThat(header(record, "ce_id")).isEqualTo("b");
    }

    @Test
    void givesUpHeadersWhereTheyAreWhatIsTooLarge() {
        producer.bytesMax = 1_000;
        DeadLetter.Header huge = new DeadLetter.Header("huge", new byte[100_000]);

        await(sink.park(letter(KEY, new byte[10], huge)));

        ProducerRecord<byte[], byte[]> record = producer.history().get(0);
        assertThat(record.headers().lastHeader("huge")).isNull();
        assertThat(header(record, "__connect.errors.offset")).isEqualTo("42");
        assertThat(header(record, "ingest.error.cut")).isEqualTo("value,headers,key");
    }

    @Test
    void failsWhereTheLetterIsNotDurable() {
        producer.sendException = new TimeoutException("no broker");

        assertThatThrownBy(() -> await(sink.park(letter(KEY, null)))).hasRootCauseMessage("no broker");
    }

    @Test
    void answersOnTheContextThatParked() {
        Vertx vertx = Vertx.vertx();
        try {
            Context lane = vertx.getOrCreateContext();
            Promise<Thread> laneThread = Promise.promise();
            Promise<Thread> answerThread = Promise.promise();

            lane.runOnContext(nothing -> {
                laneThread.complete(Thread.currentThread());
                sink.park(letter(KEY, null)).onComplete(parked -> answerThread.complete(Thread.currentThread()));
            });

            assertThat(await(answerThread.future())).isSameAs(await(laneThread.future()));
        } finally {
            await(vertx.close());
        }
    }

    @Test
    void closesTheProducerAfterTheLastLetter() {
        Future<Void> parked = sink.park(letter(KEY, null));

        await(sink.close());

        assertThat(parked.succeeded()).isTrue();
        assertThat(producer.closed()).isTrue();
    }

    private static DeadLetter letter(byte[] key, byte[] value, DeadLetter.Header... headers) {
        List<DeadLetter.Header> all = headers.length > 0
                ? List.of(headers)
                : List.of(
                        new DeadLetter.Header("ce_id", "a".getBytes(UTF_8)),
                        new DeadLetter.Header("odd", null),
                        new DeadLetter.Header("ce_id", "b".getBytes(UTF_8)));
        return new DeadLetter(
                "diracx.jobs.v1", 3, 42, key, value, all, "decode", "BAD_JSON", "not JSON", 2, 1_000, 2_000);
    }

    private static String text(Header header) {
        return header.key() + '=' + (header.value() == null ? null : new String(header.value(), UTF_8));
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
