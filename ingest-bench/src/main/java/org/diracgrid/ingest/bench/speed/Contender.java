package org.diracgrid.ingest.bench.speed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.worker.app.WorkerMain;

/**
 * A program that ingests a published backlog to its end and then ends with exit code 0. Immutable.
 *
 * @param name what it is called in the table
 * @param jvmArguments its heap, for example
 * @param classPath where its classes are
 * @param mainClass what is run
 * @param arguments what that is told
 * @param environment what it is configured by; of this process's own variables it gets none that would configure it
 */
public record Contender(
        String name,
        List<String> jvmArguments,
        String classPath,
        String mainClass,
        List<String> arguments,
        Map<String, String> environment) {

    private static final List<String> CONFIGURING = List.of("INGEST_", "DIRACX_", "KAFKA_", "PEER_");

    public Contender {
        jvmArguments = List.copyOf(jvmArguments);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** A program on this process's own class path. */
    public static Contender ofThisClassPath(
            String name,
            List<String> jvmArguments,
            String mainClass,
            List<String> arguments,
            Map<String, String> environment) {
        return new Contender(
                name, jvmArguments, System.getProperty("java.class.path"), mainClass, arguments, environment);
    }

    /**
     * The worker.
     *
     * @param stores which of them it writes, for example {@code mysql,opensearch}
     */
    public static Contender worker(List<String> jvmArguments, String stores, Map<String, String> environment) {
        return ofThisClassPath(
                "worker",
                jvmArguments,
                WorkerMain.class.getName(),
                List.of("run", "--stores", stores, "--until-caught-up"),
                environment);
    }

    /**
     * Ready to be started.
     *
     * @param more arguments of the virtual machine that whoever measures it wants besides
     */
    public ProcessBuilder command(List<String> more) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(jvmArguments);
        words.addAll(more);
        words.addAll(List.of("-cp", classPath, mainClass));
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().keySet().removeIf(variable -> CONFIGURING.stream().anyMatch(variable::startsWith));
        builder.environment().putAll(environment);
        return builder;
    }
}
