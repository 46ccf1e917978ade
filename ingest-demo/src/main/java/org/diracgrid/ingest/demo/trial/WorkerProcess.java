package org.diracgrid.ingest.demo.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.worker.app.WorkerMain;

/**
 * A worker as a process of its own, to be stopped, killed and frozen. What it says goes to its log. It does not outlive this process,
 * frozen or not, unless this one is killed.
 *
 * <p>Thread-safe: every method is a signal to the process, or a look at it.
 */
public final class WorkerProcess implements AutoCloseable {

    /** What the operating system makes of SIGKILL: 128 + 9. */
    public static final int EXIT_KILLED = 137;

    private static final Duration KILLED_WITHIN = Duration.ofSeconds(10);

    /**
     * How to start one.
     *
     * @param name what to call it; of its log, too
     * @param environment what it is configured by; nothing else of this process's own that would
     * @param jvmArguments its heap, for example
     * @param logs where its log goes
     */
    public record Launch(String name, Map<String, String> environment, List<String> jvmArguments, Path logs) {

        /** A small worker that comes up fast. */
        public static List<String> small() {
            return List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        }
    }

    private final String name;
    private final Process process;
    private final Path log;

    private WorkerProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts one.
     *
     * @param words the command and its options, {@code run} for example
     */
    public static WorkerProcess start(Launch launch, String... words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(launch.jvmArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), WorkerMain.class.getName()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(variable -> variable.startsWith("INGEST_")
                        || variable.startsWith("DIRACX_")
                        || variable.startsWith("KAFKA_"));
        builder.environment().putAll(launch.environment());
        Path log = launch.logs().resolve("worker-" + launch.name() + ".log");
        try {
            Files.createDirectories(launch.logs());
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            endWithThisProcess(process);
            return new WorkerProcess(launch.name(), process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void endWithThisProcess(Process process) {
        Thread end = new Thread(process::destroyForcibly, "end-" + process.pid());
        Runtime.getRuntime().addShutdownHook(end);
        var unused = process.onExit().thenRun(() -> {
            try {
                Runtime.getRuntime().removeShutdownHook(end);
            } catch (IllegalStateException e) {
                // This process is ending.
            }
        });
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Of one that is not alive. */
    public int exitCode() {
        return process.exitValue();
    }

    /** What it has said so far. */
    public String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is past the start of its virtual machine, which dies of any signal. */
    public boolean hasSaidSomething() {
        return log.toFile().length() > 0;
    }

    /** The end of what it has said. */
    public String lastWords() {
        List<String> lines = said().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    }

    /** SIGTERM: asks it to end in good order; does not wait. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL, frozen or not; returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(KILLED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("worker " + name + " outlives SIGKILL");
        }
    }

    /** SIGSTOP: it does nothing any more, but its connections stay. */
    public void freeze() throws InterruptedException {
        signal("-STOP");
    }

    /** SIGCONT: it goes on as if no time had passed. */
    public void thaw() throws InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws InterruptedException {
        try {
            int exitCode = new ProcessBuilder("kill", signal, Long.toString(pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exitCode != 0 && isAlive()) {
                throw new IllegalStateException("kill " + signal + " " + pid() + " ended with " + exitCode);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it with SIGKILL as soon as {@code moment} has come, before which it must not end by itself. */
    public void killAt(BooleanSupplier moment) throws InterruptedException {
        try {
            Awaitility.await("moment to kill " + name)
                    .atMost(Duration.ofSeconds(90))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        requireAlive();
                        return moment.getAsBoolean();
                    });
        } finally {
            kill();
        }
        if (exitCode() != EXIT_KILLED) {
            throw new IllegalStateException("worker " + name + " was killed and ended with " + exitCode());
        }
    }

    /**
     * It has not ended.
     *
     * @throws IllegalStateException with its last words if it has
     */
    public void requireAlive() {
        if (!isAlive()) {
            throw new IllegalStateException(
                    "worker " + name + " ended by itself with " + exitCode() + ":\n" + lastWords());
        }
    }

    /** Waits until it has ended; its exit code. */
    public int awaitExit(Duration atMost) throws InterruptedException {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(
                        "worker " + name + " has not ended within " + atMost + ":\n" + lastWords());
            }
            return exitCode();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Waits until it has ended well; what it said. */
    public String awaitEnd(Duration atMost) throws InterruptedException {
        int exitCode = awaitExit(atMost);
        if (exitCode != 0) {
            throw new IllegalStateException("worker " + name + " ended with " + exitCode + ":\n" + lastWords());
        }
        return said();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
