package org.diracgrid.ingest.worker.app;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.diracgrid.ingest.model.event.Topics;
import org.diracgrid.ingest.worker.app.CheckReport.Level;
import org.diracgrid.ingest.worker.config.IngestConfig;

/** The part of {@code check} that asks Kafka. Confined to the calling thread. */
final class KafkaCheck {

    private final WorkerAssembly assembly;
    private final IngestConfig config;
    private final CheckReport report;

    KafkaCheck(WorkerAssembly assembly, IngestConfig config, CheckReport report) {
        this.assembly = assembly;
        this.config = config;
        this.report = report;
    }

    void run(List<StoreSide> sides) throws InterruptedException {
        try (var admin = assembly.admin()) {
            var nodes = KafkaCalls.await(admin.describeCluster().nodes(), "brokers cannot be listed");
            report.add(Level.ok, "kafka", config.kafka().bootstrapServers() + ", brokers: " + nodes.size());
            checkTopics(admin, sides);
        } catch (CommandFailedException e) {
            report.add(Level.FAIL, "kafka", UserErrors.describe(e));
        } catch (KafkaException e) {
            if (!KafkaCalls.isUnresolvable(e)) {
                throw e;
            }
            report.add(Level.FAIL, "kafka", KafkaCalls.explain(e));
        }
    }

    private void checkTopics(Admin admin, List<StoreSide> sides) throws InterruptedException {
        var plans = TopicPlan.all(config.topics(), Optional.empty());
        var needed = sides.stream()
                .flatMap(side -> PipelineRun.neededTopics(side).stream())
                .collect(Collectors.toSet());
        var found =
                TopicCheck.partitions(admin, plans.stream().map(TopicPlan::name).collect(Collectors.toSet()));
        for (var plan : plans) {
            var partitions = found.getOrDefault(plan.name(), Optional.empty());
            if (partitions.isPresent()) {
                report.add(Level.ok, "topic " + plan.name(), "partitions: " + partitions.get());
            } else if (needed.contains(plan.name())) {
                report.add(Level.FAIL, "topic " + plan.name(), "does not exist (create it with: ingest init)");
            } else {
                report.add(
                        Level.warn,
                        "topic " + plan.name(),
                        "does not exist; not needed by the stores that are written");
            }
        }
        for (var topic : needed) {
            var deadLetters = Topics.deadLetter(topic);
            if (needed.contains(deadLetters)
                    && found.getOrDefault(topic, Optional.empty()).isPresent()
                    && found.getOrDefault(deadLetters, Optional.empty()).isPresent()) {
                checkSizes(admin, topic);
            }
        }
    }

    /** A record that was taken by a topic must be taken by its dead-letter topic, headers and all. */
    private void checkSizes(Admin admin, String topic) throws InterruptedException {
        var main = maxMessageBytes(admin, topic);
        var deadLetter = maxMessageBytes(admin, Topics.deadLetter(topic));
        if (deadLetter <= main) {
            report.add(
                    Level.warn,
                    "topic " + Topics.deadLetter(topic),
                    "max.message.bytes " + deadLetter + " is not above the " + main + " of " + topic
                            + ": its largest records could not be parked");
        }
    }

    private static long maxMessageBytes(Admin admin, String topic) throws InterruptedException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var configs = KafkaCalls.await(
                admin.describeConfigs(Set.of(resource)).all(), "settings of " + topic + " cannot be read");
        var settings = configs.get(resource);
        var entry = settings == null ? null : settings.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        return entry == null || entry.value() == null ? 0 : Long.parseLong(entry.value());
    }
}
