package org.diracgrid.ingest.worker.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.JobStatusAppliedEvent;
import org.diracgrid.ingest.model.lifecycle.AppliedStatus;
import org.diracgrid.ingest.model.lifecycle.JobRow;
import org.diracgrid.ingest.worker.port.AppliedJob;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was committed is published as events that the codec reads back; a failure says who has to act. */
class KafkaAppliedFeedTest {

    private static final long T = 1_780_000_000_123_456L;
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.987654321Z");

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final KafkaAppliedFeed feed =
            new KafkaAppliedFeed(producer, "/diracx-ingest-mysql", () -> NOW, Duration.ofSeconds(5));

    @Test
    void publishesOneEventPerJobThatSaysEverything() throws Exception {
        join(publish(
                job(7, "dteam", "Running", "Unknown", new AppliedStatus(T, true, "Running")),
                job(8, "lhcb", "Weird", null, new AppliedStatus(T + 1, false, null))));

        List<JobStatusAppliedEvent> events = published();
        var first = events.get(0);
        var second = events.get(1);
        assertThat(first)
                .isEqualTo(new JobStatusAppliedEvent(
                        first.envelope(), 7, "dteam", "Running", "minor", "Unknown", T, true, "Running", 21));
        assertThat(second)
                .isEqualTo(new JobStatusAppliedEvent(
                        second.envelope(), 8, "lhcb", "Weird", "minor", null, T + 1, false, null, 24));
        assertThat(first.envelope().source()).isEqualTo("/diracx-ingest-mysql");
        assertThat(first.envelope().type()).isEqualTo("org.diracgrid.job.status-applied.v1");
        assertThat(Instant.EPOCH.plusNanos(first.envelope().timeMicros() * 1000))
                .isEqualTo(Instant.parse("2026-06-01T12:00:00.987654Z"));
    }

    @Test
    void writesBinaryModeUnderTheJobsKey() {
        join(publish(job(7, "dteam", "Done", "Unknown", new AppliedStatus(T, false, "Done"))));

        ProducerRecord<byte[], byte[]> record = producer.history().get(0);
        assertThat(record.topic()).isEqualTo("diracx.jobs-applied.v1");
        assertThat(record.partition()).isNull();
        assertThat(new String(record.key(), UTF_8)).isEqualTo("7");
        assertThat(new String(record.headers().lastHeader("content-type").value(), UTF_8))
                .isEqualTo("application/json");
        assertThat(new String(record.headers().lastHeader("ce_subject").value(), UTF_8))
                .isEqualTo("7");
    }

    @Test
    void givesEveryStatementAnIdOfItsOwnThatSortsByTime() throws Exception {
        var job = job(7, "dteam", "Done", "Unknown", new AppliedStatus(T, false, "Done"));
        join(publish(job, job(8, "dteam", "Done", "Unknown", job.status())));
        join(publish(job));

        List<UUID> ids = published().stream()
                .map(event -> UUID.fromString(event.envelope().id()))
                .toList();
        assertThat(ids).doesNotHaveDuplicates().allSatisfy(id -> {
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
        });
        assertThat(ids.get(0).toString()).isLessThan(ids.get(1).toString());
    }

    @Test
    void doesNotSpeakOfAJobWithoutVo() throws Exception {
        var status = new AppliedStatus(T, false, "Done");
        join(publish(job(7, "", "Done", null, status), job(8, "dteam", "Done", null, status)));

        assertThat(published()).extracting(JobStatusAppliedEvent::jobId).containsExactly(8);
    }

    @Test
    void saysNothingForPartitionsThatMayBeSomebodyElsesByNow() {
        var job = job(7, "dteam", "Running", null, new AppliedStatus(T, false, "Running"));

        assertThatThrownBy(() -> join(feed.publish(List.of(job), () -> false)))
                .rootCause()
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(Kind.TRANSIENT));

        assertThat(producer.history()).isEmpty();
    }

    @Test
    void answersOnTheLaneThatPublished() {
        Vertx vertx = Vertx.vertx();
        try {
            Context lane = vertx.getOrCreateContext();
            Promise<Context> answered = Promise.promise();
            producer.sendException = new TimeoutException("no broker"); // the way back of a failure is the longer one

            lane.runOnContext(nothing -> publish(job(7, "dteam", "Done", null, new AppliedStatus(T, false, "Done")))
                    .onComplete(done -> answered.complete(Vertx.currentContext())));

            assertThat(join(answered.future())).isSameAs(lane);
        } finally {
            join(vertx.close());
        }
    }

    @Test
    void isTriedAgainWhereTheBrokerMayRecover() {
        for (RuntimeException cause : List.of(
                new TimeoutException("Topic diracx.jobs-applied.v1 not present in metadata after 60000 ms."),
                new NotEnoughReplicasException("1 of 2"),
                new KafkaException("Producer is closed forcefully."),
                new IllegalStateException("Cannot perform operation after producer has been closed"))) {
            StoreException failed = FeedFailures.of(cause);

            assertThat(failed.failure().kind()).as("%s", cause).isEqualTo(Kind.TRANSIENT);
            assertThat(failed).hasMessageContaining("diracx.jobs-applied.v1").hasMessageContaining(cause.getMessage());
        }
    }

    @Test
    void stopsTheWorkerWhereOnlyAnOperatorCanHelp() {
        for (RuntimeException cause : List.of(
                new TopicAuthorizationException("Not authorized to access topics: [diracx.jobs-applied.v1]"),
                new SaslAuthenticationException("wrong password"),
                new RecordTooLargeException("larger than 100"),
                new KafkaException(
                        "in an error state", new ClusterAuthorizationException("Cluster authorization failed.")))) {
            StoreException failed = FeedFailures.of(cause);

            assertThat(failed.failure().kind()).as("%s", cause).isEqualTo(Kind.FATAL);
            assertThat(failed).hasCause(cause).hasMessageContaining("diracx.jobs-applied.v1");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failsWithAStoreException(boolean authorized) {
        producer.sendException = authorized ? new TimeoutException("no broker") : new TopicAuthorizationException("no");

        assertThatThrownBy(() -> join(publish(job(7, "d", "Done", null, new AppliedStatus(T, false, "Done")))))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failed -> assertThat(failed.failure().kind())
                                .isEqualTo(authorized ? Kind.TRANSIENT : Kind.FATAL));
    }

    @Test
    void closesItsProducer() {
        join(feed.close());

        assertThat(producer.closed()).isTrue();
    }

    private Future<Void> publish(AppliedJob... jobs) {
        return feed.publish(List.of(jobs), WriteLeave.ALWAYS);
    }

    private List<JobStatusAppliedEvent> published() throws Exception {
        var codec = new EventCodec(CodecOptions.DEFAULTS);
        var events = new ArrayList<JobStatusAppliedEvent>();
        for (ProducerRecord<byte[], byte[]> record : producer.history()) {
            events.add((JobStatusAppliedEvent) codec.decode(
                    record.key(),
                    record.value(),
                    name -> record.headers().lastHeader(name).value()));
        }
        return events;
    }

    private static AppliedJob job(int id, String vo, String status, String applicationStatus, AppliedStatus applied) {
        return new AppliedJob(
                new JobRow(id, vo, status, "minor", applicationStatus, null, null, null), applied, 3 * id);
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
