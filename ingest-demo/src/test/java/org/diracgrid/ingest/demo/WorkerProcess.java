package org.diracgrid.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** A worker as a process of its own, to be killed. */
final class WorkerProcess {

    private final String name;
    private final Process process;

    private WorkerProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param name of its log in target
     * @param settings environment besides the load's
     * @param words the command and its options
     */
    static WorkerProcess start(LoadedStack loaded, String name, Map<String, String> settings, String... words)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                IngestMain.class.getName()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("INGEST_"));
        builder.environment().putAll(loaded.environment());
        // A static member comes back at once; otherwise the group waits for the dead one's session to end.
        builder.environment().put("INGEST_KAFKA_GROUP_INSTANCE_ID", "one-of-one");
        builder.environment().putAll(settings);
        return new WorkerProcess(
                name,
                builder.redirectErrorStream(true)
                        .redirectOutput(log(name).toFile())
                        .start());
    }

    /** Kills it with SIGKILL as soon as {@code moment} has come. */
    void killAt(BooleanSupplier moment) throws InterruptedException {
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        assertThat(process.isAlive())
                                .as("worker %s is alive", name)
                                .isTrue();
                        return moment.getAsBoolean();
                    });
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("128 + SIGKILL").isEqualTo(137);
    }

    /** Stops it in good order. */
    void stop() throws IOException, InterruptedException {
        process.destroy();
        String unused = awaitEnd(Duration.ofSeconds(60));
    }

    /** Waits until it has ended well; what it said. */
    String awaitEnd(Duration atMost) throws IOException, InterruptedException {
        try {
            assertThat(process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS))
                    .as("worker %s has ended", name)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(log(name));
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static Path log(String name) {
        return Path.of("target", "worker-" + name + ".log");
    }
}
