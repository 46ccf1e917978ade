package org.diracgrid.ingest.devstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * The servers of one stack: chooses their ports, starts them together, waits until they answer, finds those of an earlier run.
 *
 * <p>Confined to the monitor of its {@link DevStack}.
 */
final class Servers {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();
    private static final String CLUSTER_NAME = "opensearch.cluster-name";

    private final StackOptions options;
    private final StackDirectory directory;
    private final boolean detached;
    private final Ports ports = new Ports();
    private final Map<Part, Server> servers = new EnumMap<>(Part.class);
    private final Map<Part, ServerProcess> processes = new EnumMap<>(Part.class);

    /**
     * No server yet.
     *
     * @param detached whether servers outlive this process, and those of an earlier run are taken over
     */
    Servers(StackOptions options, StackDirectory directory, boolean detached) {
        this.options = options;
        this.directory = directory;
        this.detached = detached;
    }

    /** The server of that part, started now if it is not running. */
    Server running(Part part) {
        start(List.of(part));
        return Objects.requireNonNull(servers.get(part));
    }

    /** The process of that part, started now if it is not running. */
    ServerProcess process(Part part) {
        start(List.of(part));
        return Objects.requireNonNull(processes.get(part));
    }

    /** Starts all that is missing at once, then waits for each. If one fails, those that were started with it end too. */
    void start(Collection<Part> parts) {
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

    void stop(Part part) {
        ServerProcess process = processes.remove(part);
        if (process != null) {
            process.stop();
        }
    }

    void kill(Part part) {
        ServerProcess process = processes.remove(part);
        if (process != null) {
            process.kill();
        }
    }

    void stopAll() {
        stop(processes.values());
        processes.clear();
    }

    /** The running servers of an earlier process that used the directory. */
    List<ServerProcess> leftovers() {
        return Arrays.stream(Part.values())
                .filter(part -> Files.exists(directory.pidFile(part)))
                .flatMap(part -> find(server(part, rememberedPort(part))).stream())
                .toList();
    }

    /** All at once: the slowest sets the time. */
    static void stop(Collection<ServerProcess> processes) {
        processes.forEach(ServerProcess::requestStop);
        processes.forEach(ServerProcess::awaitStop);
    }

    /** Takes over a server that an earlier {@link DevStack#up} left running; whether there was one. */
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
        return before != 0 && Ports.isFree(before) ? before : ports.free();
    }

    private Server server(Part part, int port) {
        Path home = directory.home(part);
        List<String> jvmArguments = options.serverJvmArguments();
        return switch (part) {
            case KAFKA -> new KafkaServer(home, port, ports.free(), jvmArguments);
            case MARIADB -> new MariaDbServer(home, port, Secrets.recallOrMake(home, "root.password"));
            case OPENSEARCH -> new OpenSearchServer(home, port, ports.free(), clusterName(), jvmArguments);
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

    private Optional<ServerProcess> find(Server server) {
        Part part = server.part();
        return ServerProcess.find(server.command(), directory.pidFile(part), directory.log(part));
    }

    private int rememberedPort(Part part) {
        return Integer.parseInt(Objects.requireNonNullElse(directory.recall(portKey(part)), "0"));
    }

    private static String portKey(Part part) {
        return part.id() + ".port";
    }
}
