package org.diracgrid.ingest.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one stack: what lies where in it, who holds it, what is remembered from run to run.
 *
 * <p>Holding it means holding a lock on a file in it, which the operating system takes back when the holder ends, however it ends.
 */
final class StackDirectory implements AutoCloseable {
    /** Until a concurrent {@code up} or {@code down} has finished. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();
    private static final long BYTES_NEEDED =
            1L << 30; // MariaDB's and Kafka's empty logs, OpenSearch's watermarks, some data.
    private static final List<String> OWN_ENTRIES =
            List.of("kafka", "mariadb", "opensearch", "logs", "stack.properties", "stack.env");

    private final Path path;
    private final FileChannel channel;
    private final Properties memory = new Properties();

    private StackDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Takes the directory, making it if needed.
     *
     * @param lasting whether it will be held as long as servers run, so that others need not wait for it
     */
    static StackDirectory take(Path path, boolean lasting) {
        try {
            Files.createDirectories(path.resolve("logs"));
            FileChannel channel = FileChannel.open(
                    path.resolve("stack.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            lock(path, channel);
            new Holder(lasting, ProcessHandle.current().pid()).write(path);
            StackDirectory directory = new StackDirectory(path.toRealPath(), channel);
            directory.load();
            return directory;
        } catch (IOException e) {
            throw new DevStackException("cannot use " + path + " for a stack: " + e, e);
        }
    }

    private static void lock(Path path, FileChannel channel) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (tryLock(channel) == null) {
            Holder holder = Holder.read(path);
            if ((holder.lasting() && holder.isAlive()) || System.nanoTime() > deadline) {
                channel.close();
                throw new DevStackException(path + " is in use by process " + holder.pid()
                        + "; end that process or choose another directory");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // Held by this very process.
        }
    }

    /**
     * Who has the lock, for messages and to know whether waiting makes sense. The file outlives a killed holder: believe only a live one.
     *
     * @param lasting whether it holds the directory as long as its servers run
     */
    private record Holder(boolean lasting, long pid) {
        static Holder read(Path directory) throws IOException {
            Path file = directory.resolve("stack.holder");
            String[] words = Files.exists(file) ? Files.readString(file).split(" ", -1) : new String[0];
            return words.length == 2
                    ? new Holder(words[0].equals("lasting"), Long.parseLong(words[1]))
                    : new Holder(false, 0);
        }

        void write(Path directory) throws IOException {
            Path draft = directory.resolve("stack.holder.new");
            Files.writeString(draft, (lasting ? "lasting " : "passing ") + pid);
            Files.move(draft, directory.resolve("stack.holder"), StandardCopyOption.ATOMIC_MOVE);
        }

        boolean isAlive() {
            return ProcessHandle.of(pid).isPresent();
        }
    }

    private void load() throws IOException {
        Path file = path.resolve("stack.properties");
        if (Files.exists(file)) {
            try (var reader = Files.newBufferedReader(file)) {
                memory.load(reader);
            }
        }
    }

    Path path() {
        return path;
    }

    Path home(Part part) {
        return path.resolve(part.id());
    }

    Path log(Part part) {
        return path.resolve("logs").resolve(part.id() + ".log");
    }

    Path pidFile(Part part) {
        return path.resolve(part.id()).resolve("pid");
    }

    /** What an earlier run, or this one, remembered under {@code key}. */
    @Nullable
    String recall(String key) {
        return memory.getProperty(key);
    }

    void remember(String key, String value) {
        memory.setProperty(key, value);
        try {
            Path draft = path.resolve("stack.properties.new");
            try (Writer writer = Files.newBufferedWriter(draft)) {
                memory.store(writer, null);
            }
            Files.move(draft, path.resolve("stack.properties"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets everything of an earlier stack and leaves alone what is not of a stack. No server may be running. */
    void clear() {
        for (String entry : OWN_ENTRIES) {
            delete(path.resolve(entry));
        }
        memory.clear();
        createDirectories(path.resolve("logs"));
    }

    /** Fails now rather than in the middle of a server's start. */
    void requireSpace() {
        requireSpace(BYTES_NEEDED);
    }

    void requireSpace(long bytesNeeded) {
        try {
            long usable = Files.getFileStore(path).getUsableSpace();
            if (usable < bytesNeeded) {
                throw new DevStackException("a stack in " + path + " needs " + (bytesNeeded >> 20) + " MiB of disk, "
                        + (usable >> 20) + " MiB are left there");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void createDirectories(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(tree)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes {@code text} where only the owner can read it. */
    static void writeSecret(Path file, String text) {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(draft);
            Files.createFile(draft, ownerOnly);
            Files.writeString(draft, text, StandardCharsets.UTF_8);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
