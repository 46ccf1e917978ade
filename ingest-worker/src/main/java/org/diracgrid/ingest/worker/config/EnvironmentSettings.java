package org.diracgrid.ingest.worker.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.diracgrid.ingest.worker.config.Settings.Setting;

/**
 * Reads the environment into flat settings: {@code INGEST_BATCH_LINGER} is {@code batch.linger},
 * {@code INGEST_KAFKA_SECURITY_PROTOCOL} is {@code kafka.security.protocol}, {@code KAFKA_BOOTSTRAP_SERVERS} is
 * {@code kafka.bootstrap.servers}. A variable that starts with {@code INGEST_} and means nothing is an error; an empty
 * one counts as not set.
 */
final class EnvironmentSettings {

    private static final String PREFIX = "INGEST_";
    private static final String KAFKA_PREFIX = PREFIX + "KAFKA_";
    private static final String BOOTSTRAP = "KAFKA_BOOTSTRAP_SERVERS";

    /** Read by the launcher script, not by the worker. */
    private static final Set<String> LAUNCHER = Set.of("INGEST_JAVA_OPTS");

    /**
     * What Kubernetes puts into every pod of a namespace that has a Service called {@code ingest} or
     * {@code ingest-something} (service links): an operator cannot help them, so they are not our business.
     */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "INGEST_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

    private EnvironmentSettings() {}

    /**
     * @param keys the known keys
     * @throws ConfigException if a variable is not known
     */
    static Map<String, Setting> read(Map<String, String> environment, Collection<Key<?>> keys) {
        var keyByVariable = new TreeMap<String, String>();
        keys.forEach(key -> keyByVariable.put(key.environmentName(), key.name()));
        var settings = new LinkedHashMap<String, Setting>();
        put(settings, "kafka.bootstrap.servers", environment.getOrDefault(BOOTSTRAP, ""), BOOTSTRAP);
        environment.forEach((variable, text) -> {
            var key = keyByVariable.get(variable);
            if (key != null) {
                put(settings, key, text, variable);
            } else if (variable.startsWith(KAFKA_PREFIX)) {
                put(settings, kafkaKey(variable), text, variable);
            } else if (variable.startsWith(PREFIX) && !isForeign(variable)) {
                throw new ConfigException("environment variable " + variable + " means nothing here"
                        + Spelling.hint(variable, keyByVariable.keySet()));
            }
        });
        return settings;
    }

    private static void put(Map<String, Setting> settings, String key, String text, String variable) {
        if (!text.isEmpty()) {
            settings.put(key, new Setting(Optional.of(text), "environment variable " + variable));
        }
    }

    private static String kafkaKey(String variable) {
        return "kafka."
                + variable.substring(KAFKA_PREFIX.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.');
    }

    private static boolean isForeign(String variable) {
        return LAUNCHER.contains(variable) || SERVICE_LINK.matcher(variable).matches();
    }
}
