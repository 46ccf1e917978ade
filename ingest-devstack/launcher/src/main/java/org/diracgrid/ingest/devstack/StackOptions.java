package org.diracgrid.ingest.devstack;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stack to start, and where. Begin with {@link #in} and change what differs. Immutable.
 *
 * @param directory holds data, logs and process ids; made if absent; must not lie where something cleans up, such as {@code /tmp}
 * @param flavour the schema of the databases without suffix; null for what the directory has, and DiracX's in a new one
 * @param kafkaPort a loopback port, or 0 for the one used before or else a free one
 * @param mariaDbPort the same for MariaDB
 * @param openSearchPort the same for OpenSearch
 * @param parts what {@link DevStack#start} starts at once; the other parts start at their first use
 * @param fresh whether to forget what an earlier stack left in the directory
 * @param serverJvmArguments given to Kafka's and OpenSearch's JVMs
 */
public record StackOptions(
        Path directory,
        @Nullable SchemaFlavour flavour,
        int kafkaPort,
        int mariaDbPort,
        int openSearchPort,
        Set<Part> parts,
        boolean fresh,
        List<String> serverJvmArguments) {
    /** Quick to start and small, and so not for measuring the servers' speed. */
    private static final List<String> QUICK_START =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms64m", "-Xmx512m");

    public StackOptions {
        requirePort("kafkaPort", kafkaPort);
        requirePort("mariaDbPort", mariaDbPort);
        requirePort("openSearchPort", openSearchPort);
        directory = directory.toAbsolutePath().normalize();
        parts = Set.copyOf(parts);
        serverJvmArguments = List.copyOf(serverJvmArguments);
    }

    /** All parts, the schema that the directory has or else DiracX's, free ports. */
    public static StackOptions in(Path directory) {
        return new StackOptions(directory, null, 0, 0, 0, Set.of(Part.values()), false, QUICK_START);
    }

    public StackOptions withFlavour(@Nullable SchemaFlavour flavour) {
        return new StackOptions(
                directory, flavour, kafkaPort, mariaDbPort, openSearchPort, parts, fresh, serverJvmArguments);
    }

    public StackOptions withPorts(int kafkaPort, int mariaDbPort, int openSearchPort) {
        return new StackOptions(
                directory, flavour, kafkaPort, mariaDbPort, openSearchPort, parts, fresh, serverJvmArguments);
    }

    public StackOptions withParts(Part... parts) {
        return new StackOptions(
                directory, flavour, kafkaPort, mariaDbPort, openSearchPort, Set.of(parts), fresh, serverJvmArguments);
    }

    public StackOptions withFresh(boolean fresh) {
        return new StackOptions(
                directory, flavour, kafkaPort, mariaDbPort, openSearchPort, parts, fresh, serverJvmArguments);
    }

    public StackOptions withServerJvmArguments(String... arguments) {
        return new StackOptions(
                directory, flavour, kafkaPort, mariaDbPort, openSearchPort, parts, fresh, List.of(arguments));
    }

    /** The wanted port of {@code part}, or 0 if any will do. */
    int port(Part part) {
        return switch (part) {
            case KAFKA -> kafkaPort;
            case MARIADB -> mariaDbPort;
            case OPENSEARCH -> openSearchPort;
        };
    }

    private static void requirePort(String name, int port) {
        if (port < 0 || port > 65_535) {
            throw new DevStackException(name + " is " + port + "; allowed are 1 to 65535, or 0 for a free port");
        }
    }
}
