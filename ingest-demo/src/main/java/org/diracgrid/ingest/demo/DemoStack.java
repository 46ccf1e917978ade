package org.diracgrid.ingest.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.Part;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.devstack.StackOptions;
import org.diracgrid.ingest.worker.app.CommandFailedException;

/**
 * The demo's servers, started from nothing: what an earlier demo left in the directory is forgotten, but a directory that
 * is not a demo's is left alone.
 */
public final class DemoStack implements AutoCloseable {

    private static final String MARK = "made-by-demo";

    private final DevStack stack;
    private final Databases databases;
    private final Map<String, String> environment;
    private final Path directory;
    private final boolean keep;

    private DemoStack(
            DevStack stack, Databases databases, Map<String, String> environment, Path directory, boolean keep) {
        this.stack = stack;
        this.databases = databases;
        this.environment = environment;
        this.directory = directory;
        this.keep = keep;
    }

    /**
     * Starts all servers.
     *
     * @param directory empty, missing, or of an earlier demo
     * @param keep whether they stay when this object is closed
     * @throws CommandFailedException if the directory is somebody else's
     */
    public static DemoStack start(Path directory, SchemaFlavour flavour, boolean keep) {
        requireOurs(directory);
        StackOptions options = StackOptions.in(directory).withFlavour(flavour).withParts(Part.values());
        return keep ? startToStay(options) : startForNow(options, flavour);
    }

    /**
     * Starts all servers as they are to be measured: with both of Java's compilers, and with a heap that does not grow while
     * they are looked at. They are stopped when this object is closed.
     *
     * @param directory empty, missing, or of an earlier demo
     * @throws CommandFailedException if the directory is somebody else's
     */
    public static DemoStack startToMeasure(Path directory, SchemaFlavour flavour) {
        requireOurs(directory);
        StackOptions options = StackOptions.in(directory)
                .withFlavour(flavour)
                .withParts(Part.values())
                .withServerJvmArguments("-XX:+UseSerialGC", "-Xms1g", "-Xmx1g");
        return startForNow(options, flavour);
    }

    private static DemoStack startForNow(StackOptions options, SchemaFlavour flavour) {
        DevStack stack = DevStack.start(options.withFresh(true));
        mark(options.directory());
        Databases databases = stack.createDatabases(flavour, "demo");
        Map<String, String> environment = new HashMap<>(databases.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafkaBootstrapServers());
        environment.put("DIRACX_OS_DB_JOBPARAMETERSDB", Trial.hosts(stack.openSearchUrl()));
        return new DemoStack(stack, databases, environment, options.directory(), false);
    }

    private static DemoStack startToStay(StackOptions options) {
        DevStack.start(options.withParts().withFresh(true)).close();
        mark(options.directory());
        DevStack stack = DevStack.up(options);
        Map<String, String> environment = stack.environment();
        Databases databases = new Databases(
                database(environment, "JOBDB"),
                database(environment, "JOBLOGGINGDB"),
                database(environment, "TASKQUEUEDB"),
                database(environment, "PILOTAGENTSDB"),
                environment);
        return new DemoStack(stack, databases, environment, options.directory(), true);
    }

    public DevStack devStack() {
        return stack;
    }

    public Databases databases() {
        return databases;
    }

    public String kafka() {
        return stack.kafkaBootstrapServers();
    }

    /** Base URL of OpenSearch. */
    public String openSearch() {
        return stack.openSearchUrl();
    }

    /** May do everything. */
    public Connection connect() throws SQLException {
        return stack.openRootConnection();
    }

    /** What a worker needs to find to use this stack. */
    public Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    /** Makes topics and templates, by the worker's own command, which {@code environment} configures. */
    public static void initialize(Map<String, String> environment) {
        StringWriter said = new StringWriter();
        int exitCode = IngestMain.commandLine(environment)
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said))
                .execute("init", "--topics", "--templates");
        if (exitCode != 0) {
            throw new CommandFailedException("topics and templates could not be created: "
                    + said.toString().strip());
        }
    }

    /** Stops the servers and removes the directory, unless they are to stay. */
    @Override
    public void close() {
        stack.close();
        if (!keep) {
            delete(directory);
        }
    }

    private static void requireOurs(Path directory) {
        if (Files.exists(directory.resolve(MARK))) {
            return;
        }
        try (Stream<Path> entries = Files.exists(directory) ? Files.list(directory) : Stream.empty()) {
            if (entries.findAny().isPresent()) {
                throw new CommandFailedException("--dir: \"" + directory
                        + "\" is not empty and not of an earlier demo; expected an empty or missing directory");
            }
        } catch (IOException e) {
            throw new CommandFailedException("--dir: \"" + directory + "\" cannot be read: " + e.getMessage(), e);
        }
    }

    private static void mark(Path directory) {
        try {
            Files.writeString(directory.resolve(MARK), "The next demo may delete everything here.\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String database(Map<String, String> environment, String name) {
        String url = environment.getOrDefault("DIRACX_DB_URL_" + name, "");
        List<String> parts = List.of(url.split("[/?]"));
        if (parts.size() < 4) {
            throw new IllegalStateException("no database in DIRACX_DB_URL_" + name);
        }
        return parts.get(3);
    }
}
