package org.diracgrid.ingest.devstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    private static final String ENVIRONMENT_FILE = "stack.env";
    /** Keys of what the directory remembers. */
    private static final String UP = "up";

    private static final String FLAVOUR = "flavour";

    private final StackOptions options;
    private final StackDirectory directory;
    private final boolean detached;
    private final Servers servers;
    private @Nullable Databases databases;

    private DevStack(StackOptions options, StackDirectory directory, boolean detached) {
        this.options = options;
        this.directory = directory;
        this.detached = detached;
        this.servers = new Servers(options, directory, detached);
    }

    /** Starts servers that end when this process ends or {@link #close} is called. Parts that the options leave out start at first use. */
    public static DevStack start(StackOptions options) {
        StackDirectory directory = StackDirectory.take(options.directory(), true);
        DevStack stack = new DevStack(options, directory, false);
        try {
            if (stack.isUp()) {
                throw new DevStackException(
                        "the stack in " + directory.path() + " is up; take it down or choose another directory");
            }
            stack.stopLeftovers();
            if (options.fresh()) {
                directory.clear();
            }
            stack.servers.start(options.parts());
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
            SchemaFlavour unused = stack.flavour(); // refused before anything starts
            if (!stack.isUp()) {
                stack.stopLeftovers();
            }
            directory.remember(UP, "true");
            stack.servers.start(List.of(Part.values()));
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
        return Ports.HOST + ":" + servers.running(Part.KAFKA).port();
    }

    /** The node's base URL, without a slash at the end. */
    public synchronized String openSearchUrl() {
        return "http://" + Ports.HOST + ":" + servers.running(Part.OPENSEARCH).port();
    }

    /** A connection to MariaDB that may do everything, with no database selected. */
    public synchronized Connection openRootConnection() throws SQLException {
        return ((MariaDbServer) servers.running(Part.MARIADB)).connect();
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
            SchemaFlavour flavour = flavour();
            databases = databaseMaker().ensure(flavour);
            directory.remember(FLAVOUR, flavour.id());
        }
        Map<String, String> environment = new TreeMap<>(databases.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", kafkaBootstrapServers());
        String hosts = "{\"hosts\":\"" + Ports.HOST + ":"
                + servers.running(Part.OPENSEARCH).port() + "\"}";
        for (String name : List.of("JOBPARAMETERSDB", "PILOTLOGSDB", "PILOTPARAMETERSDB")) {
            environment.put("DIRACX_OS_DB_" + name, hosts);
        }
        return environment;
    }

    /** The process id of a server, started now if it is not running: for tests that pause it with signals. */
    public synchronized long processId(Part part) {
        return servers.process(part).serverId();
    }

    /** Stops a server in good order. Its next use starts it again, on the same port and with its data. */
    public synchronized void stop(Part part) {
        servers.stop(part);
    }

    /** Ends a server as a crash would. Its next use starts it again, on the same port and with what it had on disk. */
    public synchronized void kill(Part part) {
        servers.kill(part);
    }

    /** Lets a server stand still: it keeps its connections, takes new ones and answers nobody, until {@link #thaw}. */
    public synchronized void freeze(Part part) {
        servers.process(part).freeze();
    }

    /** Lets a frozen server go on as if no time had passed. */
    public synchronized void thaw(Part part) {
        servers.process(part).thaw();
    }

    /** Stops the servers and waits until they have ended, unless they are {@link #up} to stay. */
    @Override
    public synchronized void close() {
        if (!detached) {
            servers.stopAll();
            directory.close();
        }
    }

    private DatabaseMaker databaseMaker() {
        MariaDbServer server = (MariaDbServer) servers.running(Part.MARIADB);
        return new DatabaseMaker(server, Secrets.recallOrMake(directory.home(Part.MARIADB), "app.password"));
    }

    private boolean isUp() {
        return "true".equals(directory.recall(UP)) && !servers.leftovers().isEmpty();
    }

    /** What was asked for, which must be what the directory has if it has one. */
    private SchemaFlavour flavour() {
        String made = directory.recall(FLAVOUR);
        SchemaFlavour asked = options.flavour();
        if (asked == null) {
            return made == null ? SchemaFlavour.DIRACX : SchemaFlavour.of(made);
        }
        if (made != null && !made.equals(asked.id())) {
            throw new DevStackException("the databases in " + directory.path() + " are of flavour " + made + ", not "
                    + asked.id() + "; choose another directory");
        }
        return asked;
    }

    private void stopLeftovers() {
        Servers.stop(servers.leftovers());
        directory.remember(UP, "false");
    }
}
