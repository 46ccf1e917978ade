package org.diracgrid.ingest.bench.peer;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.diracgrid.ingest.demo.grid.RecordSender;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EncodedEvent;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.jspecify.annotations.Nullable;

/**
 * A topic that a user of Kafka Connect's JDBC sinks would have to publish besides: the updates of the status events of another topic, as flat
 * rows, with the same keys and in as many partitions.
 *
 * <p>A sink cannot use the events themselves. Their updates are members named by their times, which no schema can list and no single message
 * transform takes apart; an update without a status means the one before, which a sink would have to read; and rows are numbered. So what
 * makes the rows here, before the clock starts, is what the sink does not do. Stateless.
 */
public final class FlatTopic {

    private static final EventCodec CODEC = new EventCodec(CodecOptions.DEFAULTS);

    private FlatTopic() {}

    /**
     * Publishes rows of all status events that {@code topic} holds; other records are left out.
     *
     * @param flatTopic which does not exist yet
     * @return the last row of each job
     * @throws IllegalStateException if Kafka does not take it
     */
    public static Map<Integer, FlatRow> publish(String bootstrapServers, String topic, String flatTopic)
            throws IOException, InterruptedException {
        create(bootstrapServers, topic, flatTopic);
        FlatRow.Maker maker = new FlatRow.Maker();
        // Nothing is committed: whoever flattens the topic again begins at its beginning again.
        PeerSettings settings = new PeerSettings(bootstrapServers, topic, "flat-topic", 1);
        try (Backlog backlog = Backlog.open(settings, 0);
                RecordSender sender = new RecordSender(bootstrapServers)) {
            while (backlog.hasMore()) {
                for (var record : backlog.poll()) {
                    JobStatusEvent event = status(record).orElse(null);
                    if (event != null) {
                        for (FlatRow row : maker.next(event)) {
                            sender.send(new EncodedEvent(flatTopic, record.key(), row.value(), Map.of()));
                        }
                    }
                }
            }
        }
        return maker.last();
    }

    private static void create(String bootstrapServers, String topic, String flatTopic) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            var topics = admin.describeTopics(List.of(topic)).allTopicNames().get();
            int partitions =
                    Objects.requireNonNull(topics.get(topic)).partitions().size();
            admin.createTopics(List.of(new NewTopic(flatTopic, partitions, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("topic " + flatTopic + " cannot be made: " + e.getCause(), e);
        }
    }

    private static Optional<JobStatusEvent> status(ConsumerRecord<byte[], byte[]> record) {
        try {
            IngestEvent event = CODEC.decode(record.key(), record.value(), name -> header(record, name));
            return event instanceof JobStatusEvent status ? Optional.of(status) : Optional.empty();
        } catch (EventRejectedException e) {
            return Optional.empty(); // not an event
        }
    }

    private static byte @Nullable [] header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : header.value();
    }
}
