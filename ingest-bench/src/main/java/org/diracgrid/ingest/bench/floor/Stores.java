package org.diracgrid.ingest.bench.floor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.diracgrid.ingest.worker.mysql.DatabaseUrl;

/** Where the stores are, as the worker is told. Immutable. */
record Stores(Map<String, String> environment) {

    /** A connection to the server that has all of the databases. */
    Connection connect() throws SQLException {
        DatabaseUrl url = database("JobDB");
        Properties properties = new Properties();
        properties.setProperty("user", String.valueOf(url.user()));
        properties.setProperty("password", String.valueOf(url.password()));
        properties.setProperty("useServerPrepStmts", "true");
        return DriverManager.getConnection("jdbc:mariadb://" + url.host() + ':' + url.port() + '/', properties);
    }

    /** The full name of a table. */
    String table(String database, String table) {
        return '`' + database(database).database() + "`." + table;
    }

    /** URL of the development stack's OpenSearch, without a slash at the end. */
    String openSearch() {
        try {
            return new ObjectMapper()
                    .readTree(variable("DIRACX_OS_DB_JOBPARAMETERSDB"))
                    .required("hosts")
                    .textValue();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("DIRACX_OS_DB_JOBPARAMETERSDB is no JSON", e);
        }
    }

    private DatabaseUrl database(String name) {
        return DatabaseUrl.parse(variable("DIRACX_DB_URL_" + name.toUpperCase(Locale.ROOT)));
    }

    private String variable(String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
    }
}
