package org.diracgrid.ingest.worker.config;

import java.time.Duration;
import java.util.List;

/**
 * Connections to DIRAC's databases, without their addresses. There are as many as lanes.
 *
 * @param connectTimeout bound of one attempt to connect
 * @param statementTimeout bound of one statement
 */
public record DatabaseConfig(Duration connectTimeout, Duration statementTimeout) {

    static final Key<Duration> CONNECT_TIMEOUT = Key.duration(
            "database.connect-timeout",
            Duration.ofMillis(100),
            Duration.ofMinutes(5),
            "How long one attempt to connect may take.");
    static final Key<Duration> STATEMENT_TIMEOUT = Key.duration(
            "database.statement-timeout",
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            "How long the database may take for one statement before the attempt counts as failed.");
    static final List<Key<?>> KEYS = List.of(CONNECT_TIMEOUT, STATEMENT_TIMEOUT);

    public DatabaseConfig {
        CONNECT_TIMEOUT.check(connectTimeout);
        STATEMENT_TIMEOUT.check(statementTimeout);
    }

    static DatabaseConfig from(Settings settings) {
        return new DatabaseConfig(settings.get(CONNECT_TIMEOUT), settings.get(STATEMENT_TIMEOUT));
    }
}
