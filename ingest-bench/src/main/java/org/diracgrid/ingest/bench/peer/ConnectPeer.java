package org.diracgrid.ingest.bench.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How to start Kafka Connect with Debezium's JDBC sink, as a process that writes {@link ConnectTables} from a {@link FlatTopic} and ends when it
 * has caught up. Immutable.
 *
 * @param home the checkout, in which {@code ingest-bench/peers/set-up} has resolved what Connect consists of
 * @param flatTopic what to read
 * @param tasks how many each of its two connectors has
 * @param batch most records of a poll and rows of a statement batch
 * @param reduces whether rows of one key are reduced to the last one in each batch
 */
public record ConnectPeer(Path home, String flatTopic, int tasks, int batch, boolean reduces) {

    private static final String CONNECT = "org.apache.kafka.connect.cli.ConnectStandalone";

    /** Whether its jars are there. */
    public boolean isSetUp() {
        return Files.isRegularFile(jars().resolve("resolved.xml"));
    }

    /**
     * What the process needs.
     *
     * @param ours the directory or the jar that this class is in
     */
    public String classPath(String ours) {
        return jars().resolve("lib") + "/*:" + ours;
    }

    public String mainClass() {
        return UntilCaughtUp.class.getName();
    }

    /** What the main class is told. */
    public List<String> arguments() {
        return List.of(
                "connect-peer-jobs,connect-peer-log-rows",
                flatTopic,
                CONNECT,
                properties("worker.properties"),
                properties("jobs.properties"),
                properties("log-rows.properties"));
    }

    /** Arguments for the virtual machine, besides those about its heap. */
    public List<String> jvmArguments() {
        return List.of("-Dlog4j2.configurationFile=" + properties("log4j2.properties"));
    }

    /**
     * What the properties files fill in.
     *
     * @param stack {@code KAFKA_BOOTSTRAP_SERVERS} and {@code DIRACX_DB_URL_*}
     * @param offsets a file of its own that Connect wants and sinks do not use
     */
    public Map<String, String> environment(Map<String, String> stack, Path offsets) {
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", PeerSettings.required(stack, "KAFKA_BOOTSTRAP_SERVERS"));
        environment.put("PEER_FLAT_TOPIC", flatTopic);
        environment.put("PEER_LANES", Integer.toString(tasks));
        environment.put("PEER_BATCH", Integer.toString(batch));
        environment.put("PEER_REDUCTION", Boolean.toString(reduces));
        environment.put("PEER_OFFSETS", offsets.toString());
        for (String name : List.of("JOBDB", "JOBLOGGINGDB")) {
            PeerDatabase database = PeerDatabase.of(stack, name);
            environment.put("PEER_" + name + "_URL", database.url());
            environment.put("PEER_" + name + "_USER", database.user());
            environment.put("PEER_" + name + "_PASSWORD", database.password());
        }
        return environment;
    }

    private Path jars() {
        return home.resolve(".stack/peers/connect");
    }

    private String properties(String file) {
        return home.resolve("ingest-bench/peers/connect").resolve(file).toString();
    }
}
