package org.diracgrid.ingest.worker.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A worker as a process of its own, in the small heap that it is meant for. Ended when it is closed. */
final class WorkerProcess implements AutoCloseable {

    private final Process process;
    private final Path out;
    private final Path err;

    WorkerProcess(Path directory, Map<String, String> environment, String... arguments) throws IOException {
        this.out = directory.resolve("out.txt");
        this.err = directory.resolve("err.txt");
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                classPath,
                WorkerMain.class.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        this.process = builder.start();
    }

    void sendSigterm() {
        process.destroy();
    }

    /** The exit code; fails if there is none in time. */
    int awaitExit(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + seconds + " s");
        }
        return process.exitValue();
    }

    String out() throws IOException {
        return Files.readString(out);
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
