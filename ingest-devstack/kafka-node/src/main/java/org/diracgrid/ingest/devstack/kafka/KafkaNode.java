package org.diracgrid.ingest.devstack.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * Main class of a single-node Kafka: formats the log directory at the first start, then is Kafka's own main class, which stops cleanly on
 * SIGTERM and exits non-zero when it cannot start.
 */
public final class KafkaNode {
    private KafkaNode() {}

    /**
     * Runs the broker until it is told to stop.
     *
     * @param args the path of a complete {@code server.properties}
     * @throws IOException if that file cannot be read
     */
    public static void main(String[] args) throws IOException {
        Path config = Path.of(args[0]);
        if (!Files.exists(logDirectory(config).resolve("meta.properties"))) {
            format(config);
        }
        Kafka.main(new String[] {config.toString()});
    }

    private static Path logDirectory(Path config) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(config)) {
            properties.load(reader);
        }
        return Path.of(properties.getProperty("log.dirs"));
    }

    private static void format(Path config) {
        String[] command = {"format", "-t", Uuid.randomUuid().toString(), "-c", config.toString()};
        int exitCode = StorageTool.execute(command, System.out);
        if (exitCode != 0) {
            throw new IllegalStateException("formatting the log directory failed with exit code " + exitCode);
        }
    }
}
