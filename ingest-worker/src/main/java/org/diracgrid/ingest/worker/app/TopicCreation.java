package org.diracgrid.ingest.worker.app;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.diracgrid.ingest.worker.app.StartUp.NotYetException;

/** Creates the topics that are missing and leaves the others alone. Confined to the calling thread. */
final class TopicCreation {

    private final Admin admin;
    private final PrintWriter out;
    private final StartUp startUp;
    private final Map<TopicPartition, OffsetSpec> created = new HashMap<>();

    TopicCreation(Admin admin, PrintWriter out, StartUp startUp) {
        this.admin = admin;
        this.out = out;
        this.startUp = startUp;
    }

    void createMissing(List<TopicPlan> plans) throws Exception {
        var existing = KafkaCalls.await(admin.listTopics().names(), "topics cannot be listed");
        for (var plan : plans) {
            var isNew = !existing.contains(plan.name()) && create(plan);
            out.println("topic " + plan.name() + (isNew ? " created" : " exists"));
        }
        out.flush();
        awaitLeaders();
    }

    /** A topic that was just created has no leaders for a moment, in which a producer may lose its place. */
    private void awaitLeaders() throws Exception {
        startUp.await("topics", () -> {
            try {
                return KafkaCalls.await(admin.listOffsets(created).all(), "topics were created but do not answer");
            } catch (CommandFailedException e) {
                if (KafkaCalls.isTransient(e.getCause())) {
                    throw new NotYetException(UserErrors.describe(e), e);
                }
                throw e;
            }
        });
    }

    /** Whether it was us; somebody else may be creating the same topics right now. */
    private boolean create(TopicPlan plan) throws InterruptedException {
        var result = admin.createTopics(Set.of(plan.toNewTopic()));
        try {
            result.all().get();
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof TopicExistsException) {
                return false;
            }
            throw new CommandFailedException(
                    "topic " + plan.name() + " cannot be created: " + KafkaCalls.explain(cause), cause);
        }
        for (int partition = partitions(result, plan.name()) - 1; partition >= 0; partition--) {
            created.put(new TopicPartition(plan.name(), partition), OffsetSpec.latest());
        }
        return true;
    }

    /** How many partitions the topic got; 1, which it has at least, where we may create topics but not describe them. */
    private static int partitions(CreateTopicsResult result, String topic) throws InterruptedException {
        try {
            return result.numPartitions(topic).get();
        } catch (ExecutionException e) {
            return 1;
        }
    }
}
