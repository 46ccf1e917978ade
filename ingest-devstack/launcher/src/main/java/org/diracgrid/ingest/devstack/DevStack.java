package org.diracgrid.ingest.devstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Real Kafka, MariaDB and OpenSearch on loopback ports, each a process of its own, with data, logs and process ids in one directory.
 *
 * <p>{@link #start} is for tests and the demo: the servers end with this process, also when it is killed. {@link #up} is for developers: the
 * servers stay until {@link #down}, and the data longer than that. What an interrupted run left behind is found and stopped first.
 *
 * <p>Thread-safe: every method holds the object's monitor, so two tests that need the same server start it once.
 */
public final class DevStack implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();
    private static final String ENVIRONMENT_FILE = "stack.env";
    /** Keys of what the directory remembers. */
    private static final String UP = "up";

    private static final String FLAVOUR = "flavour";
    private static final String CLUSTER_NAME = "opensearch.cluster-name";

    private final StackOptions options;
    private final StackDirectory directory;
    private final boolean detached;
    private final Map<Part, Server> servers = new EnumMap<>(Part.class);
    private final Map<Part, ServerProcess> processes = new EnumMap<>(Part.class);
    private @Nullable Databases databases;

    private DevStack(StackOptions options, StackDirectory directory, boolean detached) {
        this.options = options;
        this.directory = directory;
        this.detached = detached;
    }

    /** Starts servers that end when this process ends or {@link #close} is called. Parts that the options leave out start at first use. */
    public static DevStack start(StackOptions options) {
        StackDirectory directory = StackDirectory.take(options.directory(), true);
        DevStack stack = new DevStack(options, directory, false);
        try {
            stack.requireNotUp();
            stack.stopLeftovers();
            if (options.fresh()) {
                directory.clear();
            }
            stack.startParts(List.copyOf(options.parts()));
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    /**
     * Starts what does not run yet, makes the databases without suffix, writes {@code stack.env} and returns while the servers go on. Does
     * nothing to what is up already.
     */
    public static DevStack up(StackOptions options) {
        try (StackDirectory directory = StackDirectory.take(options.directory(), false)) {
            DevStack stack = new DevStack(options, directory, true);
            stack.requireFlavour();
            if (!stack.isUp()) {
                stack.stopLeftovers();
            }
            directory.remember(UP, "true");
            stack.startParts(List.of(Part.values()));
            StackEnvironment.write(directory.path().resolve(ENVIRONMENT_FILE), stack.environment());
            return stack;
        }
    }

    /** Stops what {@link #up} started there and waits until it has ended. Data and logs stay. */
    public static void down(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        if (!Files.exists(absolute.resolve("stack.properties"))) {
            return;
        }
        try (StackDirectory directory = StackDirectory.take(absolute, false)) {
            new DevStack(StackOptions.in(absolute), directory, true).stopLeftovers();
            StackDirectory.delete(absolute.resolve(ENVIRONMENT_FILE));
        }
    }

    /** The broker's {@code host:port}. */
    public synchronized String kafkaBootstrapServers() {
        return Ports.HOST + ":" + running(Part.KAFKA).port();
    }

    /** The node's base URL, without a slash at the end. */
    public synchronized String openSearchUrl() {
        return "http://" + Ports.HOST + ":" + running(Part.OPENSEARCH).port();
    }

    /** A connection to MariaDB that may do everything, with no database selected. */
    public synchronized Connection openRootConnection() throws SQLException {
        return ((MariaDbServer) running(Part.MARIADB)).connect();
    }

    /**
     * Makes new, empty databases {@code JobDB_<suffix>} and so on, and a user for them alone. Those that were made before with that suffix
     * are dropped; both flavours may live side by side under different suffixes.
     *
     * @param suffix 1 to 40 letters, digits and underscores
     */
    public synchronized Databases createDatabases(SchemaFlavour flavour, String suffix) {
        return databaseMaker().renew(flavour, suffix);
    }

    /**
     * What a worker has to find in its environment to use this stack: {@code KAFKA_BOOTSTRAP_SERVERS}, {@code DIRACX_DB_URL_*} of the
     * databases without suffix, which are made if they are missing, and {@code DIRACX_OS_DB_*}.
     */
    public synchronized Map<String, String> environment() {
        if (databases == null) {
            requireFlavour();
            databases = databaseMaker().ensure(options.flavour());
            directory.remember(FLAVOUR, options.flavour().id());
        }
        Map<String, String> environment = new TreeMap<>(databases.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", kafkaBootstrapServers());
        String hosts =
                "{\"hosts\":\"" + Ports.HOST + ":" + running(Part.OPENSEARCH).port() + "\"}";
        for (String name : List.of("JOBPARAMETERSDB", "PILOTLOGSDB", "PILOTPARAMETERSDB")) {
            environment.put("DIRACX_OS_DB_" + name, hosts);
        }
        return environment;
    }

    /** Stops the servers and waits until they have ended, unless they are {@link #up} to stay. */
    @Override
    public synchronized void close() {
        if (!detached) {
            stop(processes.values());
            processes.clear();
            directory.close();
        }
    }

    private DatabaseMaker databaseMaker() {
        MariaDbServer server = (MariaDbServer) running(Part.MARIADB);
        return new DatabaseMaker(server, Secrets.recallOrMake(directory.home(Part.MARIADB), "app.password"));
    }

    private Server running(Part part) {
        startParts(List.of(part));
        return Objects.requireNonNull(servers.get(part));
    }

    /** Starts all that is missing at once, then waits for each. If one fails, those that were started with it end too. */
    private void startParts(List<Part> parts) {
        List<Part> missing =
                parts.stream().filter(part -> !processes.containsKey(part)).toList();
        List<ServerProcess> started = new ArrayList<>();
        try {
            for (Part part : missing) {
                if (!adopt(part)) {
                    started.add(launch(part));
                }
            }
            missing.forEach(this::awaitReady);
        } catch (RuntimeException e) {
            stop(started);
            processes.values().removeAll(started);
            throw e;
        }
    }

    /** Takes over a server that a former {@link #up} left running; whether there was one. */
    private boolean adopt(Part part) {
        int port = rememberedPort(part);
        Server server = server(part, port);
        Optional<ServerProcess> process = find(server);
        if (process.isEmpty()) {
            return false;
        }
        int wanted = options.port(part);
        if (wanted != 0 && wanted != port) {
            throw new DevStackException(part.title() + " of " + directory.path() + " is up on port " + port
                    + "; take the stack down to move it to port " + wanted);
        }
        servers.put(part, server);
        processes.put(part, process.get());
        return true;
    }

    private ServerProcess launch(Part part) {
        directory.requireSpace();
        StackDirectory.createDirectories(directory.home(part));
        int port = choosePort(part);
        Server server = server(part, port);
        server.prepare();
        ServerProcess process =
                ServerProcess.start(server.command(), directory.pidFile(part), directory.log(part), detached);
        servers.put(part, server);
        processes.put(part, process);
        directory.remember(portKey(part), String.valueOf(port));
        return process;
    }

    private int choosePort(Part part) {
        int wanted = options.port(part);
        if (wanted != 0) {
            if (!Ports.isFree(wanted)) {
                throw new DevStackException(
                        "port " + wanted + " for " + part.title() + " is taken by another program on " + Ports.HOST);
            }
            return wanted;
        }
        int before = rememberedPort(part);
        return before != 0 && Ports.isFree(before) ? before : Ports.free();
    }

    private Server server(Part part, int port) {
        Path home = directory.home(part);
        List<String> jvmArguments = options.serverJvmArguments();
        return switch (part) {
            case KAFKA -> new KafkaServer(home, port, Ports.free(), jvmArguments);
            case MARIADB -> new MariaDbServer(home, port, Secrets.recallOrMake(home, "root.password"));
            case OPENSEARCH -> new OpenSearchServer(home, port, Ports.free(), clusterName(), jvmArguments);
        };
    }

    private String clusterName() {
        String name = directory.recall(CLUSTER_NAME);
        if (name == null) {
            name = "ingest-devstack-" + UUID.randomUUID();
            directory.remember(CLUSTER_NAME, name);
        }
        return name;
    }

    private void awaitReady(Part part) {
        Server server = Objects.requireNonNull(servers.get(part));
        ServerProcess process = Objects.requireNonNull(processes.get(part));
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!server.isReady()) {
            if (!process.isAlive()) {
                throw process.died();
            }
            if (System.nanoTime() > deadline) {
                throw process.silent(START_LIMIT);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new DevStackException("interrupted while waiting for " + part.title());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private void requireNotUp() {
        if (isUp()) {
            throw new DevStackException(
                    "the stack in " + directory.path() + " is up; take it down or choose another directory");
        }
    }

    private boolean isUp() {
        return "true".equals(directory.recall(UP)) && !leftovers().isEmpty();
    }

    private void requireFlavour() {
        String made = directory.recall(FLAVOUR);
        if (made != null && !made.equals(options.flavour().id())) {
            throw new DevStackException("the databases in " + directory.path() + " are of flavour " + made + ", not "
                    + options.flavour().id() + "; choose another directory");
        }
    }

    private void stopLeftovers() {
        stop(leftovers());
        directory.remember(UP, "false");
    }

    private List<ServerProcess> leftovers() {
        return Arrays.stream(Part.values())
                .filter(part -> Files.exists(directory.pidFile(part)))
                .flatMap(part -> find(server(part, rememberedPort(part))).stream())
                .toList();
    }

    private Optional<ServerProcess> find(Server server) {
        Part part = server.part();
        return ServerProcess.find(server.command(), directory.pidFile(part), directory.log(part));
    }

    /** All at once: the slowest sets the time. */
    private static void stop(Collection<ServerProcess> processes) {
        processes.forEach(ServerProcess::requestStop);
        processes.forEach(ServerProcess::awaitStop);
    }

    private int rememberedPort(Part part) {
        return Integer.parseInt(Objects.requireNonNullElse(directory.recall(portKey(part)), "0"));
    }

    private static String portKey(Part part) {
        return part.id() + ".port";
    }
}
