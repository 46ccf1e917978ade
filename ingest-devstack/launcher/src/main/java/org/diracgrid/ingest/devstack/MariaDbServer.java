package org.diracgrid.ingest.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** MariaDB, reachable over loopback TCP only. Immutable. */
final class MariaDbServer implements Server {
    private static final String CONNECT_TIMEOUT_MS = "5000";

    private final Path home;
    private final int port;
    private final String rootPassword;

    MariaDbServer(Path home, int port, String rootPassword) {
        this.home = home;
        this.port = port;
        this.rootPassword = rootPassword;
    }

    @Override
    public Part part() {
        return Part.MARIADB;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public ServerCommand command() {
        String mark = "--datadir=" + data();
        List<String> words = new ArrayList<>(program(mark));
        words.addAll(List.of(
                "--port=" + port,
                "--bind-address=" + Ports.HOST,
                "--skip-name-resolve",
                "--skip-ssl", // Otherwise it makes a TLS key at every start, which takes seconds.
                "--socket=mariadb.sock", // Relative to the data directory: a socket's path has 107 bytes at most.
                "--pid-file=mariadb.pid",
                "--character-set-server=utf8mb4",
                "--innodb-buffer-pool-size=512M",
                "--max-connections=500"));
        return new ServerCommand(part().title(), words, mark, home);
    }

    private List<String> program(String mark) {
        Path base = MariaDbFiles.base();
        List<String> words = new ArrayList<>(List.of(
                base.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + base,
                "--lc-messages-dir=" + base.resolve("share"),
                "--tmpdir=" + temporary(), // Two servers that start at once would find each other's tables in /tmp.
                mark));
        if (isRoot()) {
            words.add("--user=root"); // Without it the server refuses to run as root.
        }
        return words;
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path temporary() {
        return home.resolve("tmp");
    }

    private Path data() {
        return home.resolve("data");
    }

    @Override
    public void prepare() {
        MariaDbFiles.unpack();
        StackDirectory.createDirectories(temporary());
        if (Files.isDirectory(data())) {
            return;
        }
        Path draft = home.resolve("data.new"); // Becomes the data directory when it is complete.
        StackDirectory.delete(draft);
        StackDirectory.createDirectories(draft);
        try {
            bootstrap(draft);
            Files.move(draft, data(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fills an empty data directory with the system tables and one account. The server reads statements from standard input, then ends. */
    private void bootstrap(Path directory) throws IOException {
        List<String> words = new ArrayList<>(program("--datadir=" + directory));
        words.addAll(List.of("--bootstrap", "--skip-ssl", "--log-warnings=0", "--enforce-storage-engine="));
        Path script = home.resolve("bootstrap.sql");
        StackDirectory.writeSecret(script, bootstrapScript());
        Path log = home.resolve("bootstrap.log");
        Process process = new ProcessBuilder(words)
                .redirectInput(script.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new DevStackException("MariaDB could not make its system tables: " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new DevStackException("interrupted while MariaDB made its system tables", e);
        } finally {
            Files.delete(script);
        }
    }

    private String bootstrapScript() {
        Path base = MariaDbFiles.base();
        return String.join(
                "\n", // One statement a line: the bootstrap reader wants it so.
                "CREATE DATABASE mysql;",
                "USE mysql;",
                MariaDbFiles.read(base.resolve("share/mariadb_system_tables.sql")),
                MariaDbFiles.read(base.resolve("share/mariadb_performance_tables.sql")),
                "FLUSH PRIVILEGES;",
                "CREATE USER root@'" + Ports.HOST + "' IDENTIFIED BY '" + rootPassword + "';",
                "GRANT ALL PRIVILEGES ON *.* TO root@'" + Ports.HOST + "' WITH GRANT OPTION;",
                "");
    }

    @Override
    public boolean isReady() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT @@datadir")) {
            result.next();
            requireOwn(Path.of(result.getString(1)));
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private void requireOwn(Path datadir) {
        if (!datadir.equals(data())) {
            throw new DevStackException(
                    "on port " + port + " answers the MariaDB of " + datadir + ", not that of " + data());
        }
    }

    /** A connection that may do everything, with no database selected. */
    Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "root");
        properties.setProperty("password", rootPassword);
        properties.setProperty("connectTimeout", CONNECT_TIMEOUT_MS);
        return DriverManager.getConnection("jdbc:mariadb://" + Ports.HOST + ":" + port + "/", properties);
    }
}
