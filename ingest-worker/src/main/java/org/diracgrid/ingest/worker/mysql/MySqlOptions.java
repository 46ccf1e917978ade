package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.mysqlclient.MySQLAuthenticationPlugin;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.SslMode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a {@link DatabaseUrl} into the options of the Vert.x client. Stateless. */
final class MySqlOptions {

    /** Statements of this store per connection: every power of two of two row counts and a few more. */
    private static final int CACHED_STATEMENTS = 256;

    /** Characters: a 512-row INSERT has some 9 000, and one that is longer than the limit is silently never cached. */
    private static final int CACHED_STATEMENT_CHARS = 1 << 20;

    /** Statements of one batch that may be on the wire together. */
    private static final int PIPELINED_STATEMENTS = 32;

    private MySqlOptions() {}

    /**
     * Options to connect as {@code url} says.
     *
     * @throws IllegalArgumentException if this machine cannot do what the URL asks for
     */
    static MySQLConnectOptions connect(Vertx vertx, DatabaseUrl url) {
        MySQLConnectOptions options = new MySQLConnectOptions()
                .setHost(address(vertx, url))
                .setPort(url.port())
                .setDatabase(url.database())
                .setCharset("utf8mb4")
                .setCharacterEncoding("UTF-8")
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(CACHED_STATEMENTS)
                .setPreparedStatementCacheSqlLimit(CACHED_STATEMENT_CHARS)
                .setPipeliningLimit(PIPELINED_STATEMENTS)
                .addProperty("program_name", programName(url))
                .setReconnectAttempts(0);
        options.setUser(url.user() == null ? "" : url.user());
        options.setPassword(url.password() == null ? "" : url.password());
        authentication(url, options);
        tls(url, options);
        return options;
    }

    static NetClientOptions transport(DatabaseUrl url, Duration connectTimeout) {
        return new NetClientOptions()
                .setConnectTimeout(
                        (int) Math.min(connectTimeout(url, connectTimeout).toMillis(), Integer.MAX_VALUE))
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true);
    }

    static Duration connectTimeout(DatabaseUrl url, Duration otherwise) {
        Integer seconds = url.query().connectTimeoutSeconds();
        return seconds == null ? otherwise : Duration.ofSeconds(seconds);
    }

    private static String address(Vertx vertx, DatabaseUrl url) {
        String socket = url.query().unixSocket();
        if (socket == null) {
            return url.host();
        }
        if (!vertx.isNativeTransportEnabled()) {
            throw new IllegalArgumentException("The database URL asks for unix_socket=" + socket
                    + ", which needs Netty's native transport; this process runs without it. Use a host and a port.");
        }
        return socket;
    }

    private static String programName(DatabaseUrl url) {
        String name = url.query().get("program_name");
        return name == null ? "diracx-ingest" : name;
    }

    private static void authentication(DatabaseUrl url, MySQLConnectOptions options) {
        String plugin = url.query().get("auth_plugin");
        if (plugin == null) {
            return;
        }
        for (MySQLAuthenticationPlugin known : MySQLAuthenticationPlugin.values()) {
            if (known.value.equals(plugin)) {
                options.setAuthenticationPlugin(known);
                return;
            }
        }
        throw new IllegalArgumentException(
                "The database URL asks for auth_plugin=" + plugin + ", which is not supported.");
    }

    /** As Python's drivers do: an authority makes the chain and the host name count, without one TLS only encrypts. */
    private static void tls(DatabaseUrl url, MySQLConnectOptions options) {
        UrlQuery query = url.query();
        if (!query.isTls()) {
            options.setSslMode(SslMode.DISABLED);
            return;
        }
        ClientSSLOptions ssl = new ClientSSLOptions().setHostnameVerificationAlgorithm("");
        PemTrustOptions trust = trust(query);
        if (trust == null) {
            options.setSslMode(SslMode.REQUIRED);
            ssl.setTrustAll(true);
        } else if (query.sslCheckHostname()) {
            options.setSslMode(SslMode.VERIFY_IDENTITY);
            ssl.setTrustOptions(trust).setHostnameVerificationAlgorithm("HTTPS");
        } else {
            options.setSslMode(SslMode.VERIFY_CA);
            ssl.setTrustOptions(trust);
        }
        String certificate = query.get("ssl_cert");
        String key = query.get("ssl_key");
        if (certificate != null && key != null) {
            ssl.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertPath(readable("ssl_cert", certificate))
                    .addKeyPath(readable("ssl_key", key)));
        }
        options.setSslOptions(ssl);
    }

    private static @Nullable PemTrustOptions trust(UrlQuery query) {
        List<String> files = new ArrayList<>();
        String file = query.get("ssl_ca");
        if (file != null) {
            files.add(readable("ssl_ca", file));
        }
        String directory = query.get("ssl_capath");
        if (directory != null) {
            files.addAll(certificatesIn(Path.of(directory)));
        }
        if (files.isEmpty()) {
            return null;
        }
        PemTrustOptions trust = new PemTrustOptions();
        files.forEach(trust::addCertPath);
        return trust;
    }

    private static List<String> certificatesIn(Path directory) {
        List<String> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isRegularFile)) {
            entries.forEach(entry -> files.add(entry.toString()));
        } catch (IOException e) {
            throw new IllegalArgumentException("The directory " + directory + " of ssl_capath cannot be read.", e);
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException("The directory " + directory + " of ssl_capath holds no file.");
        }
        return files;
    }

    private static String readable(String key, String file) {
        if (!Files.isReadable(Path.of(file))) {
            throw new IllegalArgumentException("The file " + file + " of " + key + " cannot be read.");
        }
        return file;
    }
}
