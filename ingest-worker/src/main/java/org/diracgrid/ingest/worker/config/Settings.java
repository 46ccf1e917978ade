package org.diracgrid.ingest.worker.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The values in force, flat, by key, each with the place it came from. Immutable. */
final class Settings {

    /**
     * One value.
     *
     * @param text the value as written; empty where the key is written without a value, which means: not set
     * @param origin where it stands, for messages
     */
    record Setting(Optional<String> text, String origin) {}

    private final Map<String, Setting> byKey;

    Settings(Map<String, Setting> byKey) {
        this.byKey = Map.copyOf(byKey);
    }

    /** These settings with {@code above} laid over them. */
    Settings under(Map<String, Setting> above) {
        var merged = new LinkedHashMap<>(byKey);
        merged.putAll(above);
        return new Settings(merged);
    }

    /** The value of a key that must have one. */
    <T> T get(Key<T> key) {
        return find(key)
                .orElseThrow(() -> new ConfigException(key.name() + ": a value is missing; expected " + key.allowed()));
    }

    /** The value of a key that need not have one. */
    <T> Optional<T> find(Key<T> key) {
        var setting = byKey.get(key.name());
        if (setting == null || setting.text().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(key.parse(setting.text().get()));
        } catch (ConfigException e) {
            throw e.from(setting.origin());
        }
    }

    /** What stands below {@code prefix}, without it; keys without a value left out. */
    Map<String, String> below(String prefix) {
        var found = new LinkedHashMap<String, String>();
        byKey.forEach((key, setting) -> {
            if (key.startsWith(prefix)) {
                setting.text().ifPresent(text -> found.put(key.substring(prefix.length()), text));
            }
        });
        return found;
    }
}
