package org.diracgrid.ingest.worker.mysql;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One {@code DIRACX_DB_URL_*} value, read as DiracX reads it: {@code name://[user[:password]@][host][:port]/database[?query]}.
 *
 * <p>What DiracX accepts is accepted. What DiracX would refuse but has one clear meaning here is accepted with a warning
 * (another driver, no driver, TLS keys). What has no meaning, or two, is refused: a {@code '/'}, {@code '?'} or
 * {@code '#'} that is not percent-encoded in the password, an unknown query key, another kind of database.
 *
 * <p>Example: {@code mysql+aiomysql://dirac:pa@ss%2F@db.example.org:3307/JobDB?charset=utf8mb4} is user {@code dirac},
 * password {@code pa@ss/}, host {@code db.example.org}, port 3307, database {@code JobDB}. Immutable.
 *
 * @param scheme lower case, for example {@code mysql+aiomysql}
 * @param user decoded, or null
 * @param password decoded, or null; never part of a message
 * @param host as written, without the brackets of an IPv6 address; {@code localhost} where there is none
 * @param port 1 … 65535; 3306 where there is none
 * @param database as written: DiracX does not decode it either
 * @param query what the driver was asked for
 * @param warnings one sentence for each thing that DiracX itself would not take; free of secrets
 */
public record DatabaseUrl(
        String scheme,
        @Nullable String user,
        @Nullable String password,
        String host,
        int port,
        String database,
        UrlQuery query,
        List<String> warnings) {

    /** What MySQL and MariaDB listen on. */
    static final int DEFAULT_PORT = 3306;

    static final String DEFAULT_HOST = "localhost";

    public DatabaseUrl {
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads {@code text}.
     *
     * @throws IllegalArgumentException if it has no clear meaning; the message never shows the password
     */
    public static DatabaseUrl parse(String text) {
        return new DatabaseUrlParser(text).parse();
    }

    /** Whether {@code other} is the same account on the same server, as far as the two URLs tell. */
    public boolean isSameServerAndUser(DatabaseUrl other) {
        return host.equalsIgnoreCase(other.host)
                && port == other.port
                && Objects.equals(user, other.user)
                && Objects.equals(query.unixSocket(), other.query.unixSocket());
    }

    /** The URL without its password and without the values of its query. */
    @Override
    public String toString() {
        String userInfo = user == null ? "" : user + (password == null ? "" : ":***") + '@';
        String authority = userInfo + (host.contains(":") ? '[' + host + ']' : host) + ':' + port;
        return scheme + "://" + authority + '/' + database + query;
    }
}
