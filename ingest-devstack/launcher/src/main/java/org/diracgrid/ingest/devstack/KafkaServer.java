package org.diracgrid.ingest.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Kafka: broker and controller in one process. Immutable. */
final class KafkaServer implements Server {
    private static final int RECORD_BATCH_BYTES_MAX = 8 << 20;
    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("message.max.bytes", String.valueOf(RECORD_BATCH_BYTES_MAX)),
            Map.entry("replica.fetch.max.bytes", String.valueOf(RECORD_BATCH_BYTES_MAX)),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "3"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            // A member that was killed must not hold up a test for the 45 s that are Kafka's default.
            Map.entry("group.min.session.timeout.ms", "2000"),
            Map.entry("group.consumer.min.session.timeout.ms", "2000"),
            Map.entry("group.consumer.session.timeout.ms", "10000"),
            Map.entry("group.consumer.min.heartbeat.interval.ms", "500"),
            Map.entry("group.consumer.heartbeat.interval.ms", "1000"));

    private final Path home;
    private final int port;
    private final int controllerPort;
    private final List<String> jvmArguments;

    KafkaServer(Path home, int port, int controllerPort, List<String> jvmArguments) {
        this.home = home;
        this.port = port;
        this.controllerPort = controllerPort;
        this.jvmArguments = List.copyOf(jvmArguments);
    }

    @Override
    public Part part() {
        return Part.KAFKA;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public ServerCommand command() {
        return NodeJvm.command(
                part(),
                home,
                jvmArguments,
                "kafka-node-log4j2.properties",
                "org.diracgrid.ingest.devstack.kafka.KafkaNode",
                List.of("server.properties"));
    }

    @Override
    public void prepare() {
        Properties properties = new Properties();
        properties.putAll(PROPERTIES);
        properties.setProperty("log.dirs", "data"); // Relative: Kafka reads commas as separators.
        String broker = "PLAINTEXT://" + Ports.HOST + ":" + port;
        String controller = Ports.HOST + ":" + controllerPort;
        properties.setProperty("listeners", broker + ",CONTROLLER://" + controller);
        properties.setProperty("advertised.listeners", broker);
        properties.setProperty("controller.quorum.voters", "1@" + controller);
        try (Writer writer = Files.newBufferedWriter(home.resolve("server.properties"))) {
            properties.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isReady() {
        return KafkaProbe.describe(port).map(this::isOurBroker).orElse(false);
    }

    private boolean isOurBroker(KafkaProbe.Cluster cluster) {
        String own = clusterId();
        if (!own.equals(cluster.id())) {
            throw new DevStackException(
                    "on port " + port + " answers Kafka cluster " + cluster.id() + ", not " + own + " of " + home);
        }
        return cluster.brokerPorts().contains(port); // A broker is listed once it is registered and unfenced.
    }

    private String clusterId() {
        Properties meta = new Properties();
        try (var reader = Files.newBufferedReader(home.resolve("data").resolve("meta.properties"))) {
            meta.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return meta.getProperty("cluster.id", "");
    }
}
