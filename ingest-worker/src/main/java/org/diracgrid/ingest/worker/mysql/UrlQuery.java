package org.diracgrid.ingest.worker.mysql;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.worker.address.PercentCode;
import org.jspecify.annotations.Nullable;

/**
 * The part of a database URL after the {@code '?'}: the keys that the drivers of DiracX's world understand. An unknown
 * key is refused, as a driver would. Immutable.
 *
 * @param values decoded values by key, in the order of the URL; values may be secret ({@code init_command})
 */
public record UrlQuery(Map<String, String> values) {

    static final UrlQuery EMPTY = new UrlQuery(Map.of());

    /** Keys that change what this worker does. */
    private static final Set<String> USED = Set.of(
            "charset", "unix_socket", "connect_timeout", "init_command", "sql_mode", "auth_plugin", "program_name");

    /** Keys for TLS. DiracX's own driver fails on them, so a URL that carries one is not shared with DiracX. */
    private static final Set<String> TLS =
            Set.of("ssl_ca", "ssl_cert", "ssl_key", "ssl_capath", "ssl_cipher", "ssl_check_hostname");

    /** Keys that concern Python's drivers only, or that this worker decides itself. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "read_timeout",
            "write_timeout",
            "client_flag",
            "compress",
            "local_infile",
            "use_unicode",
            "read_default_file",
            "read_default_group",
            "autocommit");

    public UrlQuery {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Reads {@code text} ({@code a=1&b=2}, without the {@code '?'}); an entry without a value is dropped, as Python drops it.
     *
     * @param warnings gets a sentence for each key that DiracX could not use or that has no effect here
     * @throws IllegalArgumentException for an unknown key, for one key with two values, and for a value out of its range
     */
    static UrlQuery parse(String text, List<String> warnings) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String entry : text.split("&", -1)) {
            int equals = entry.indexOf('=');
            if (equals < 0 || equals == entry.length() - 1) {
                continue;
            }
            String key = PercentCode.unquotePlus(entry.substring(0, equals));
            put(values, key, PercentCode.unquotePlus(entry.substring(equals + 1)), warnings);
        }
        UrlQuery query = new UrlQuery(values);
        query.check(warnings);
        return query;
    }

    private static void put(Map<String, String> values, String key, String value, List<String> warnings) {
        if (USED.contains(key)) {
            // Nothing to say: it has its effect.
        } else if (TLS.contains(key)) {
            warnings.add("DiracX's own driver cannot connect with '" + key + "'");
        } else if (WITHOUT_EFFECT.contains(key)) {
            warnings.add("the query key '" + key + "' has no effect on this worker");
        } else {
            throw refused("its query key '" + key + "' is not known to any MySQL driver of DiracX");
        }
        String earlier = values.put(key, value);
        if (earlier != null && !earlier.equals(value)) {
            throw refused("its query key '" + key + "' stands there twice with different values");
        }
        if (earlier != null) {
            warnings.add("the query key '" + key + "' stands there twice, which DiracX's driver refuses");
        }
    }

    private void check(List<String> warnings) {
        connectTimeoutSeconds();
        sslCheckHostname();
        String charset = values.get("charset");
        if (charset != null && !charset.equalsIgnoreCase("utf8mb4")) {
            warnings.add("the connection always speaks utf8mb4, not '" + charset + "'");
        }
        if (values.containsKey("ssl_cipher")) {
            warnings.add("the query key 'ssl_cipher' has no effect on this worker: Java's TLS chooses the cipher");
        }
        if (values.containsKey("ssl_cert") != values.containsKey("ssl_key")) {
            throw refused("ssl_cert and ssl_key must be given together");
        }
    }

    @Nullable
    String get(String key) {
        return values.get(key);
    }

    @Nullable
    String unixSocket() {
        return values.get("unix_socket");
    }

    /** Seconds, 1 … 3600, or null. */
    @Nullable
    Integer connectTimeoutSeconds() {
        String value = values.get("connect_timeout");
        if (value == null) {
            return null;
        }
        int seconds = value.matches("[0-9]{1,4}") ? Integer.parseInt(value) : 0;
        if (seconds < 1 || seconds > 3600) {
            throw refused("connect_timeout is not a number of seconds from 1 to 3600");
        }
        return seconds;
    }

    boolean isTls() {
        return TLS.stream().anyMatch(values::containsKey);
    }

    /** Whether the certificate must name the host: true unless switched off. */
    boolean sslCheckHostname() {
        String value = values.get("ssl_check_hostname");
        if (value == null) {
            return true;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "y", "t", "1" -> true;
            case "false", "no", "off", "n", "f", "0" -> false;
            default -> throw refused("ssl_check_hostname is neither true nor false");
        };
    }

    /** The keys only: values may be secret. */
    @Override
    public String toString() {
        return values.isEmpty() ? "" : '?' + String.join("&", values.keySet());
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("The database URL cannot be used: " + why + '.');
    }
}
