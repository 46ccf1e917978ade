package org.diracgrid.ingest.bench.peer;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.diracgrid.ingest.worker.mysql.DatabaseUrl;

/**
 * One of DiracX's databases, through JDBC.
 *
 * @param url for the MariaDB driver, without user and password
 * @param user whom to connect as
 * @param password of the user
 * @param name of the database
 */
record PeerDatabase(String url, String user, String password, String name) {

    /** @param database as in {@code DIRACX_DB_URL_<database>} */
    static PeerDatabase of(Map<String, String> environment, String database) {
        DatabaseUrl url = DatabaseUrl.parse(PeerSettings.required(environment, "DIRACX_DB_URL_" + database));
        return new PeerDatabase(
                "jdbc:mariadb://" + url.host() + ":" + url.port() + "/" + url.database(),
                Objects.requireNonNullElse(url.user(), ""),
                Objects.requireNonNullElse(url.password(), ""),
                url.database());
    }

    /** A new connection that begins a transaction with its first statement. */
    Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url, user, password);
        connection.setAutoCommit(false);
        return connection;
    }

    /** A table of this database for a statement of another one on the same server. */
    String table(String table) {
        return '`' + name + "`." + table;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return user + " at " + url;
    }
}
