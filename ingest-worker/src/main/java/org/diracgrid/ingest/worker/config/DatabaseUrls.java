package org.diracgrid.ingest.worker.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where DiracX's databases of one kind are, as DiracX itself is told: {@code DIRACX_DB_URL_<NAME>} and
 * {@code DIRACX_OS_DB_<NAME>}. Prints without the values, since they carry passwords. Immutable.
 */
public final class DatabaseUrls {

    public static final String JOB_DB = "JobDB";
    public static final String JOB_LOGGING_DB = "JobLoggingDB";
    public static final String TASK_QUEUE_DB = "TaskQueueDB";
    public static final String PILOT_AGENTS_DB = "PilotAgentsDB";
    public static final String JOB_PARAMETERS_DB = "JobParametersDB";
    public static final String PILOT_PARAMETERS_DB = "PilotParametersDB";
    public static final String PILOT_LOGS_DB = "PilotLogsDB";

    /** How the databases of a kind are addressed. */
    enum Kind {
        SQL("DIRACX_DB_URL_", "the URL that DiracX has, mysql+aiomysql://user:password@host:3306/%s"),
        OPENSEARCH("DIRACX_OS_DB_", "the JSON that DiracX has, {\"hosts\": \"user:password@host:9200\"}");

        private final String prefix;
        private final String expected;

        Kind(String prefix, String expected) {
            this.prefix = prefix;
            this.expected = expected;
        }
    }

    private final Kind kind;
    private final Map<String, String> urlByVariable;

    /** Takes what concerns it from {@code environment}; an empty value means "not configured", as in DiracX. */
    DatabaseUrls(Kind kind, Map<String, String> environment) {
        this.kind = kind;
        var urls = new TreeMap<String, String>();
        environment.forEach((name, value) -> {
            if (name.startsWith(kind.prefix) && !value.isEmpty()) {
                urls.put(name, value);
            }
        });
        this.urlByVariable = Map.copyOf(urls);
    }

    /** The environment variable that holds the address of {@code database}. */
    public String variable(String database) {
        return kind.prefix + database.toUpperCase(Locale.ROOT);
    }

    /** The address of {@code database}, as it was given. */
    public Optional<String> find(String database) {
        return Optional.ofNullable(urlByVariable.get(variable(database)));
    }

    /**
     * The address of {@code database}, as it was given.
     *
     * @throws ConfigException if there is none
     */
    public String get(String database) {
        return find(database)
                .orElseThrow(() -> new ConfigException(
                        variable(database) + " is not set; expected " + kind.expected.formatted(database)));
    }

    @Override
    public String toString() {
        return "DatabaseUrls" + urlByVariable.keySet();
    }
}
