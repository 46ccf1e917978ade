package org.diracgrid.ingest.worker.config;

import java.util.stream.Collectors;

/** The reference of all keys as a Markdown table; {@code docs/configuration.md} holds it. */
final class ConfigReference {

    private ConfigReference() {}

    static String markdown() {
        var defaults = new Settings(IngestConfig.defaults());
        return IngestConfig.KEYS.stream()
                .map(key -> row(key, defaults))
                .collect(Collectors.joining("", "| Key | Default | Allowed | Meaning |\n|---|---|---|---|\n", ""));
    }

    private static <T> String row(Key<T> key, Settings defaults) {
        var value =
                defaults.find(key).map(found -> '`' + key.print(found) + '`').orElse("not set");
        var reserved = key.isReserved() ? " *Reserved: checked, without effect so far.*" : "";
        return "| `%s` | %s | %s | %s%s |%n"
                .formatted(key.name(), value, key.allowed(), key.description(), reserved)
                .replace("\r", "");
    }
}
