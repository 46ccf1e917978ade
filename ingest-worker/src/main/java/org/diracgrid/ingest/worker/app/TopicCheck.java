package org.diracgrid.ingest.worker.app;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks whether topics are there. Confined to the calling thread. */
final class TopicCheck {

    private TopicCheck() {}

    /**
     * Asks for {@code topics}.
     *
     * @return the number of partitions of each, empty where it does not exist
     * @throws CommandFailedException if Kafka does not answer or refuses to
     */
    static Map<String, Optional<Integer>> partitions(Admin admin, Set<String> topics) throws InterruptedException {
        var found = new TreeMap<String, Optional<Integer>>();
        for (var entry : admin.describeTopics(topics).topicNameValues().entrySet()) {
            found.put(
                    entry.getKey(),
                    existing(entry.getValue(), entry.getKey())
                            .map(topic -> topic.partitions().size()));
        }
        return found;
    }

    private static <T> Optional<T> existing(KafkaFuture<T> answer, String topic) throws InterruptedException {
        try {
            return Optional.of(answer.get());
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw new CommandFailedException(
                    "topic " + topic + " cannot be looked up: " + KafkaCalls.explain(cause), cause);
        }
    }
}
