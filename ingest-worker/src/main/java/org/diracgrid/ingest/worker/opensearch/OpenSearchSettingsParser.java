package org.diracgrid.ingest.worker.opensearch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes the keyword arguments of opensearch-py's client apart. What has an effect there has the same one here; what this
 * worker does in its own way (retries, sniffing) is accepted with a warning, and so is an unknown key, which
 * opensearch-py swallows. Confined to the thread that parses.
 */
final class OpenSearchSettingsParser {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    /** Keys that a host object may have in place of the client. */
    private static final Set<String> HOST_KEYS = Set.of("host", "port", "use_ssl", "scheme", "http_auth", "url_prefix");

    private static final Set<String> CLIENT_KEYS = Set.of(
            "hosts",
            "verify_certs",
            "ssl_assert_hostname",
            "ssl_assert_fingerprint",
            "ca_certs",
            "client_cert",
            "client_key",
            "timeout",
            "http_compress",
            "headers",
            "opaque_id",
            "maxsize",
            "pool_maxsize",
            "ssl_show_warn");

    private static final Set<String> OWN_WAY = Set.of(
            "max_retries",
            "retry_on_status",
            "retry_on_timeout",
            "trust_env",
            "sniff_on_start",
            "sniff_on_connection_fail",
            "sniffer_timeout",
            "sniff_timeout");

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    private static final int DEFAULT_CONNECTIONS = 10;

    private final List<String> warnings = new ArrayList<>();
    private final Map<String, Object> client;

    OpenSearchSettingsParser(String json) {
        this.client = read(json);
    }

    OpenSearchSettings parse() {
        if (client.containsKey("sqlalchemy_dsn")) {
            throw new IllegalArgumentException(
                    "sqlalchemy_dsn is DiracX's substitute for OpenSearch in its own tests; a real OpenSearch is needed");
        }
        List<HostSettings> hosts = hosts();
        requireSame(hosts);
        boolean anyTls = hosts.stream().anyMatch(HostSettings::tls);
        warnOfTheRest();
        return new OpenSearchSettings(
                hosts,
                anyTls ? tls() : null,
                timeout(),
                flag(client, "http_compress", false),
                headers(),
                connectionsMax(),
                warnings);
    }

    private static Map<String, Object> read(String json) {
        try {
            Map<String, Object> read = JSON.readValue(json, new TypeReference<Map<String, Object>>() {});
            if (read != null) {
                return read;
            }
        } catch (JsonProcessingException e) {
            // Neither the text nor the exception's message: both may show the password.
            throw new IllegalArgumentException("it is not a JSON object (line "
                    + (e.getLocation() == null ? 0 : e.getLocation().getLineNr()) + ", column "
                    + (e.getLocation() == null ? 0 : e.getLocation().getColumnNr()) + ')');
        }
        throw new IllegalArgumentException("it is not a JSON object");
    }

    private List<HostSettings> hosts() {
        Object hosts = client.get("hosts");
        List<?> entries;
        if (hosts == null) {
            entries = List.of(Map.of());
        } else if (hosts instanceof List<?> list) {
            entries = list;
        } else {
            entries = List.of(hosts);
        }
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("hosts is an empty list; expected one host or more");
        }
        return entries.stream().map(this::host).toList();
    }

    private HostSettings host(Object entry) {
        Map<String, Object> own;
        if (entry instanceof String text) {
            own = HostText.parse(text, warnings);
        } else if (entry instanceof Map<?, ?> object) {
            own = new HashMap<>();
            object.forEach((key, value) -> own.put(String.valueOf(key), value));
        } else {
            throw new IllegalArgumentException("hosts has an entry that is neither a text nor an object");
        }
        warnOfUnknown("an object in hosts", own.keySet(), HOST_KEYS);
        Map<String, Object> merged = new HashMap<>(client);
        merged.putAll(own);
        boolean tls = flag(merged, "use_ssl", false) || "https".equalsIgnoreCase(String.valueOf(merged.get("scheme")));
        return new HostSettings(hostName(merged), port(merged), tls, login(merged), pathPrefix(merged));
    }

    private static String hostName(Map<String, Object> keys) {
        String name = text(keys, "host");
        return name == null || name.isEmpty() ? OpenSearchSettings.DEFAULT_HOST : name;
    }

    private static int port(Map<String, Object> keys) {
        return integer(keys, "port", OpenSearchSettings.DEFAULT_PORT, 1, 65_535);
    }

    private static @Nullable String login(Map<String, Object> keys) {
        Object login = keys.get("http_auth");
        if (login == null) {
            return null;
        }
        if (login instanceof List<?> pair && pair.size() == 2) {
            return String.valueOf(pair.get(0)) + ':' + pair.get(1);
        }
        if (login instanceof String text && text.indexOf(':') >= 0) {
            return text;
        }
        throw new IllegalArgumentException("http_auth is neither \"user:password\" nor [\"user\",\"password\"]");
    }

    private static String pathPrefix(Map<String, Object> keys) {
        String prefix = text(keys, "url_prefix");
        String bare = prefix == null ? "" : strip(prefix);
        return bare.isEmpty() ? "" : '/' + bare;
    }

    private static String strip(String path) {
        int from = 0;
        int to = path.length();
        while (from < to && path.charAt(from) == '/') {
            from++;
        }
        while (to > from && path.charAt(to - 1) == '/') {
            to--;
        }
        return path.substring(from, to);
    }

    /** The transport knows one login and one prefix for all nodes. */
    private static void requireSame(List<HostSettings> hosts) {
        if (hosts.stream().map(host -> String.valueOf(host.login())).distinct().count() > 1) {
            throw new IllegalArgumentException("the hosts have different logins; this worker needs one for all");
        }
        if (hosts.stream().map(HostSettings::pathPrefix).distinct().count() > 1) {
            throw new IllegalArgumentException("the hosts have different path prefixes; this worker needs one for all");
        }
    }

    private TlsSettings tls() {
        String fingerprint = text(client, "ssl_assert_fingerprint");
        if (fingerprint != null) {
            fingerprint = fingerprint.replace(":", "").toLowerCase(Locale.ROOT);
            if (!fingerprint.matches("[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}")) {
                throw new IllegalArgumentException(
                        "ssl_assert_fingerprint is not a hexadecimal MD5, SHA-1 or SHA-256 digest");
            }
        }
        if (client.get("client_key") != null && client.get("client_cert") == null) {
            throw new IllegalArgumentException("client_key is set without client_cert");
        }
        return new TlsSettings(
                flag(client, "verify_certs", true),
                verifyHostName(),
                text(client, "ca_certs"),
                text(client, "client_cert"),
                text(client, "client_key"),
                fingerprint);
    }

    /** Only {@code false} leaves the name out; opensearch-py also takes the name to look for, which is not supported. */
    private boolean verifyHostName() {
        if (client.get("ssl_assert_hostname") instanceof String) {
            warnings.add("ssl_assert_hostname names a host; the name in hosts is checked instead.");
            return true;
        }
        return flag(client, "ssl_assert_hostname", true);
    }

    private Duration timeout() {
        Object value = client.get("timeout");
        if (value == null) {
            return DEFAULT_TIMEOUT;
        }
        if (!(value instanceof Number number) || !(number.doubleValue() >= 0.001 && number.doubleValue() <= 3600)) {
            throw new IllegalArgumentException("timeout is not a number of seconds from 0.001 to 3600");
        }
        return Duration.ofMillis(Math.round(number.doubleValue() * 1000));
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Object given = client.get("headers");
        if (given instanceof Map<?, ?> map) {
            map.forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
        } else if (given != null) {
            throw new IllegalArgumentException("headers is not an object");
        }
        String opaqueId = text(client, "opaque_id");
        if (opaqueId != null) {
            headers.put("X-Opaque-Id", opaqueId);
        }
        return headers;
    }

    private int connectionsMax() {
        String key = client.get("pool_maxsize") != null ? "pool_maxsize" : "maxsize";
        return integer(client, key, DEFAULT_CONNECTIONS, 1, 1024);
    }

    private void warnOfTheRest() {
        for (String key : new TreeSet<>(client.keySet())) {
            if (OWN_WAY.contains(key)) {
                warnings.add(key + " has no effect: the worker retries in its own way and never sniffs.");
            }
        }
        Set<String> known = new TreeSet<>(CLIENT_KEYS);
        known.addAll(HOST_KEYS);
        known.addAll(OWN_WAY);
        warnOfUnknown("the client", client.keySet(), known);
    }

    private void warnOfUnknown(String where, Set<String> keys, Set<String> known) {
        for (String key : new TreeSet<>(keys)) {
            if (!known.contains(key)) {
                warnings.add("The key " + key + " of " + where + " is unknown and has no effect.");
            }
        }
    }

    private static boolean flag(Map<String, Object> keys, String key, boolean otherwise) {
        Object value = keys.get(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new IllegalArgumentException(key + " is not true or false");
    }

    private static @Nullable String text(Map<String, Object> keys, String key) {
        Object value = keys.get(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw new IllegalArgumentException(key + " is not a text");
    }

    private static int integer(Map<String, Object> keys, String key, int otherwise, int min, int max) {
        Object value = keys.get(key);
        if (value == null) {
            return otherwise;
        }
        String text = String.valueOf(value);
        if (text.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw new IllegalArgumentException(key + " is not a whole number from " + min + " to " + max);
    }
}
