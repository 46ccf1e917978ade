package org.diracgrid.ingest.devstack;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Makes DIRAC's databases on a MariaDB, and the user that DiracX and the worker use. Immutable. */
final class DatabaseMaker {
    private static final List<String> NAMES = List.of("JobDB", "JobLoggingDB", "TaskQueueDB", "PilotAgentsDB");
    private static final String USER = "diracx";
    /** What the Helm chart of DiracX grants: no CREATE, no ALTER, no REFERENCES. */
    private static final String PRIVILEGES =
            "SELECT, INSERT, UPDATE, DELETE, INDEX, CREATE TEMPORARY TABLES, LOCK TABLES";

    private final MariaDbServer server;
    private final String password;

    /**
     * For the databases of one server.
     *
     * @param password of every user that is made; without {@code '} and {@code \}
     */
    DatabaseMaker(MariaDbServer server, String password) {
        this.server = server;
        this.password = password;
    }

    /** The databases under their plain names; what exists stays as it is. */
    Databases ensure(SchemaFlavour flavour) {
        return make(flavour, "", false);
    }

    /** New, empty databases named {@code JobDB_<suffix>} and so on; those of an earlier call with that suffix are dropped. */
    Databases renew(SchemaFlavour flavour, String suffix) {
        if (!suffix.matches("[A-Za-z0-9_]{1,40}")) {
            throw new DevStackException(
                    "the suffix of databases is 1 to 40 letters, digits and _, not \"" + suffix + "\"");
        }
        return make(flavour, "_" + suffix, true);
    }

    private Databases make(SchemaFlavour flavour, String suffix, boolean renew) {
        String user = USER + suffix;
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE USER IF NOT EXISTS '" + user + "'@'" + Ports.HOST + "' IDENTIFIED BY '" + password + "'");
            for (String name : NAMES) {
                String database = name + suffix;
                if (renew) {
                    statement.execute("DROP DATABASE IF EXISTS `" + database + "`");
                }
                statement.execute("CREATE DATABASE IF NOT EXISTS `" + database + "` CHARACTER SET utf8mb4");
                connection.setCatalog(database);
                for (String sql : SchemaScript.statements(flavour, name)) {
                    statement.execute(sql);
                }
                // In a grant the underscore is a pattern unless it is escaped.
                statement.execute("GRANT " + PRIVILEGES + " ON `" + database.replace("_", "\\_") + "`.* TO '" + user
                        + "'@'" + Ports.HOST + "'");
            }
        } catch (SQLException e) {
            throw new DevStackException("cannot make the databases: " + e.getMessage(), e);
        }
        return new Databases(
                "JobDB" + suffix,
                "JobLoggingDB" + suffix,
                "TaskQueueDB" + suffix,
                "PilotAgentsDB" + suffix,
                environment(user, suffix));
    }

    private Map<String, String> environment(String user, String suffix) {
        Map<String, String> environment = new TreeMap<>();
        for (String name : NAMES) {
            environment.put(
                    "DIRACX_DB_URL_" + name.toUpperCase(Locale.ROOT),
                    "mysql+aiomysql://" + user + ":" + percentEncode(password) + "@" + Ports.HOST + ":" + server.port()
                            + "/" + name + suffix);
        }
        return environment;
    }

    /** As RFC 3986: SQLAlchemy keeps a plus sign as it is. */
    private static String percentEncode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
