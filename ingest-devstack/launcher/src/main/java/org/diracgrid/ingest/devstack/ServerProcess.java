package org.diracgrid.ingest.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One server as the operating system sees it: started, found again by its process id file, stopped.
 *
 * <p>An <em>attached</em> server ends when this process ends, however it ends: a shell between the two waits for the end of a pipe that only
 * this process holds. A <em>detached</em> server lives in its own session and is found again by its process id file. Ids are reused by the
 * system, so an id counts only if the process runs the expected program with the expected argument.
 */
final class ServerProcess {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final int LOG_TAIL_LINES = 12;

    /** $1: process id file, $2: seconds to stop in, then the command. Signals of the terminal are for the parent alone. */
    private static final String ATTACHED = """
            trap '' HUP INT
            pidfile=$1; patience=$2; shift 2
            exec 3<&0
            "$@" </dev/null 3<&- &
            server=$!
            echo "$server" >"$pidfile"
            (
              read -r never <&3
              kill "$server"
              while [ "$patience" -gt 0 ] && kill -0 "$server"; do sleep 1; patience=$((patience - 1)); done
              kill -9 "$server"
            ) 2>/dev/null &
            watch=$!
            exec 3<&-
            wait "$server"
            code=$?
            kill "$watch" 2>/dev/null
            exit "$code"
            """;

    /** $1: process id file, $2: unused, then the command, which takes the place of the shell and so its process id. */
    private static final String DETACHED = """
            pidfile=$1; shift 2
            echo "$$" >"$pidfile"
            exec "$@" </dev/null
            """;

    private final ServerCommand command;
    private final Path pidFile;
    private final Path log;
    private final long logStart;
    private final ProcessHandle handle;
    private final @Nullable Process attached;

    private ServerProcess(
            ServerCommand command,
            Path pidFile,
            Path log,
            long logStart,
            ProcessHandle handle,
            @Nullable Process attached) {
        this.command = command;
        this.pidFile = pidFile;
        this.log = log;
        this.logStart = logStart;
        this.handle = handle;
        this.attached = attached;
    }

    static ServerProcess start(ServerCommand command, Path pidFile, Path log, boolean detach) {
        List<String> words = new ArrayList<>(detach ? List.of("setsid") : List.of());
        words.addAll(List.of("sh", "-c", detach ? DETACHED : ATTACHED, "sh", pidFile.toString()));
        words.add(String.valueOf(STOP_LIMIT.toSeconds() - 5));
        words.addAll(command.words());
        try {
            Files.deleteIfExists(pidFile);
            long logStart = Files.exists(log) ? Files.size(log) : 0;
            Process process = new ProcessBuilder(words)
                    .directory(command.workingDirectory().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new ServerProcess(command, pidFile, log, logStart, process.toHandle(), detach ? null : process);
        } catch (IOException e) {
            throw new DevStackException("cannot start " + command.title() + ": " + e.getMessage(), e);
        }
    }

    /** The server that an earlier process started and that still runs, if there is one. */
    static Optional<ServerProcess> find(ServerCommand command, Path pidFile, Path log) {
        return readPid(pidFile)
                .flatMap(ProcessHandle::of)
                .filter(handle -> isOurs(handle, command))
                .map(handle -> new ServerProcess(command, pidFile, log, Long.MAX_VALUE, handle, null));
    }

    private static Optional<Long> readPid(Path pidFile) {
        try {
            return Files.exists(pidFile)
                    ? Optional.of(Files.readString(pidFile).strip())
                            .filter(text -> text.matches("\\d{1,9}"))
                            .map(Long::valueOf)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOurs(ProcessHandle handle, ServerCommand command) {
        Path process = Path.of("/proc", String.valueOf(handle.pid()));
        try {
            String program =
                    Files.readSymbolicLink(process.resolve("exe")).getFileName().toString();
            String arguments = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            String mark = new String(command.mark().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            // Linux adds " (deleted)" to the name of a program that was replaced while it ran.
            return program.replace(" (deleted)", "").equals(command.program())
                    && List.of(arguments.split("\0", -1)).contains(mark);
        } catch (IOException e) {
            return false; // It has ended meanwhile, or belongs to another user.
        }
    }

    boolean isAlive() {
        return handle.isAlive();
    }

    /** Asks the server to end and waits until it has ended; insists when that takes too long. */
    void stop() {
        requestStop();
        awaitStop();
    }

    void requestStop() {
        if (attached == null) {
            handle.destroy();
            return;
        }
        try {
            attached.getOutputStream().close(); // What the shell in between waits for.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the server at once, without its consent, and waits until it has ended. */
    void kill() {
        ProcessHandle.of(serverId()).ifPresent(ProcessHandle::destroyForcibly);
        awaitStop();
    }

    void freeze() {
        signal("-STOP");
    }

    void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            int exitCode = new ProcessBuilder("kill", signal, Long.toString(serverId()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exitCode != 0) {
                throw new DevStackException("kill " + signal + " of " + command.title() + " ended with " + exitCode);
            }
        } catch (IOException e) {
            throw new DevStackException("cannot signal " + command.title() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevStackException("interrupted while " + command.title() + " was signalled", e);
        }
    }

    /** The process id of the server itself; an attached one has a shell in front. */
    long serverId() {
        return readPid(pidFile).orElseGet(handle::pid);
    }

    void awaitStop() {
        awaitExit();
        if (attached != null) {
            find(command, pidFile, log)
                    .ifPresent(ServerProcess::stop); // It lost the shell that should have stopped it.
        }
        StackDirectory.delete(pidFile);
    }

    private void awaitExit() {
        try {
            handle.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            handle.destroyForcibly();
        } catch (ExecutionException e) {
            throw new DevStackException("cannot tell whether " + command.title() + " has ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            handle.destroyForcibly();
        }
    }

    /** What to tell when the server has ended although it should run: the last lines that this run of it wrote. */
    DevStackException died() {
        return new DevStackException(
                command.title() + " ended while it should run; " + log + " ends with:\n" + logTail());
    }

    DevStackException silent(Duration limit) {
        return new DevStackException(command.title() + " runs but did not answer within " + limit.toSeconds() + " s; "
                + log + " ends with:\n" + logTail());
    }

    private String logTail() {
        try {
            byte[] bytes = Files.readAllBytes(log);
            int start = (int) Math.min(logStart, bytes.length);
            List<String> lines = new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }
}
