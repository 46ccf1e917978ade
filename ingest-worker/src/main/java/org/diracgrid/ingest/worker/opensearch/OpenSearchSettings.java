package org.diracgrid.ingest.worker.opensearch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One {@code DIRACX_OS_DB_*} value, read as DiracX reads it: the JSON object that opensearch-py's client is built from.
 *
 * <p>Example: {@code {"hosts":"dirac:s%40cret@os.example.org:443/os","use_ssl":true,"verify_certs":false}} is user
 * {@code dirac} with password {@code s@cret} at {@code https://os.example.org:443/os}, whoever's certificate it shows.
 * Immutable.
 *
 * @param hosts one or more; all with the same login and the same path prefix
 * @param tls how encrypted connections are checked; null if there are none
 * @param timeout for connecting, and for the server's silence during one request; above zero. A request as a whole may take
 *     four times as long
 * @param compress whether requests are sent gzip-compressed, and such answers asked for
 * @param headers sent with every request; their values may be secrets
 * @param connectionsMax connections at most to one host, 1 … 1024
 * @param warnings one sentence for each key that has no effect here; free of secrets
 */
public record OpenSearchSettings(
        List<HostSettings> hosts,
        @Nullable TlsSettings tls,
        Duration timeout,
        boolean compress,
        Map<String, String> headers,
        int connectionsMax,
        List<String> warnings) {

    /** What OpenSearch listens on. */
    static final int DEFAULT_PORT = 9200;

    static final String DEFAULT_HOST = "localhost";

    public OpenSearchSettings {
        hosts = List.copyOf(hosts);
        headers = Map.copyOf(headers);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads {@code json}.
     *
     * @throws IllegalArgumentException if it has no clear meaning; the message never shows a password
     */
    public static OpenSearchSettings parse(String json) {
        return new OpenSearchSettingsParser(json).parse();
    }

    /** The same with another time limit. */
    OpenSearchSettings withTimeout(Duration other) {
        return new OpenSearchSettings(hosts, tls, other, compress, headers, connectionsMax, warnings);
    }

    /** {@code user:password} of all hosts, or null. */
    @Nullable
    String login() {
        return hosts.get(0).login();
    }

    /** The path prefix of all hosts; empty if they have none. */
    String pathPrefix() {
        return hosts.get(0).pathPrefix();
    }

    /** The hosts and the names of the headers; no password, no value of a header. */
    @Override
    public String toString() {
        return "OpenSearchSettings[hosts=" + hosts + ", tls=" + tls + ", timeout=" + timeout + ", compress=" + compress
                + ", headers=" + headers.keySet() + ", connectionsMax=" + connectionsMax + ']';
    }
}
