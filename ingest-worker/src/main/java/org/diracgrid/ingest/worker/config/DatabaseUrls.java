package org.diracgrid.ingest.worker.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The addresses of DIRAC's databases as DiracX is given them: {@code DIRACX_DB_URL_<NAME>}. Prints without them, since
 * they carry passwords.
 */
public final class DatabaseUrls {

    public static final String JOB_DB = "JobDB";
    public static final String JOB_LOGGING_DB = "JobLoggingDB";
    public static final String TASK_QUEUE_DB = "TaskQueueDB";
    public static final String PILOT_AGENTS_DB = "PilotAgentsDB";

    private static final String PREFIX = "DIRACX_DB_URL_";

    private final Map<String, String> urlByVariable;

    /** Takes what concerns it from {@code environment}; an empty value means "not configured", as in DiracX. */
    public DatabaseUrls(Map<String, String> environment) {
        var urls = new TreeMap<String, String>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !value.isEmpty()) {
                urls.put(name, value);
            }
        });
        this.urlByVariable = Map.copyOf(urls);
    }

    /** The environment variable that holds the address of {@code database}. */
    public static String variable(String database) {
        return PREFIX + database.toUpperCase(Locale.ROOT);
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
                .orElseThrow(() -> new ConfigException(variable(database)
                        + " is not set; expected the URL that DiracX has, mysql+aiomysql://user:password@host:3306/"
                        + database));
    }

    @Override
    public String toString() {
        return "DatabaseUrls" + urlByVariable.keySet();
    }
}
