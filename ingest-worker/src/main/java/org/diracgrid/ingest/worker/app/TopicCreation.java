package org.diracgrid.ingest.worker.app;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing and leaves the others alone. Confined to the calling thread. */
final class TopicCreation {

    private final Admin admin;
    private final PrintWriter out;

    TopicCreation(Admin admin, PrintWriter out) {
        this.admin = admin;
        this.out = out;
    }

    void createMissing(List<TopicPlan> plans) throws InterruptedException {
        var existing = KafkaCalls.await(admin.listTopics().names(), "topics cannot be listed");
        for (var plan : plans) {
            var created = !existing.contains(plan.name()) && create(plan);
            out.println("topic " + plan.name() + (created ? " created" : " exists"));
        }
        out.flush();
        awaitLeaders(plans);
    }

    /** A topic that was just created has no leaders for a moment, in which a producer may lose its place. */
    private void awaitLeaders(List<TopicPlan> plans) throws InterruptedException {
        var names = plans.stream().map(TopicPlan::name).toList();
        var topics = KafkaCalls.await(admin.describeTopics(names).allTopicNames(), "topics cannot be described");
        var ends = new HashMap<TopicPartition, OffsetSpec>();
        topics.forEach((name, topic) -> topic.partitions()
                .forEach(info -> ends.put(new TopicPartition(name, info.partition()), OffsetSpec.latest())));
        KafkaCalls.await(admin.listOffsets(ends).all(), "topics were created but do not answer");
    }

    /** Whether it was us; somebody else may be creating the same topics right now. */
    private boolean create(TopicPlan plan) throws InterruptedException {
        try {
            admin.createTopics(Set.of(plan.toNewTopic())).all().get();
            return true;
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof TopicExistsException) {
                return false;
            }
            throw new CommandFailedException(
                    "topic " + plan.name() + " cannot be created: " + KafkaCalls.explain(cause), cause);
        }
    }
}
