package org.diracgrid.ingest.worker.mysql;

import java.time.Duration;
import org.diracgrid.ingest.model.lifecycle.FoldOptions;
import org.jspecify.annotations.Nullable;

/**
 * What the MySQL store needs to know. Immutable.
 *
 * @param jobDb where Jobs and JobCommands are; its account is the one that connects
 * @param jobLoggingDb where LoggingInfo is: another schema on the same server, reached by the same account
 * @param taskQueueDb where tq_Jobs is, same server and account; null leaves task queues alone
 * @param poolSize connections at most, 1 … 1024: one per lane
 * @param connectTimeout for the TCP connection, above zero; {@code connect_timeout} of the JobDB URL goes before it
 * @param statementTimeout how long the server may stay silent on one statement, at least 1 s
 * @param fold where the rules may differ from DiracX
 */
public record MySqlSettings(
        DatabaseUrl jobDb,
        DatabaseUrl jobLoggingDb,
        @Nullable DatabaseUrl taskQueueDb,
        int poolSize,
        Duration connectTimeout,
        Duration statementTimeout,
        FoldOptions fold) {

    /**
     * @throws IllegalArgumentException if a value is out of its range, or if the databases are not on one server under
     *     one account
     */
    public MySqlSettings {
        if (poolSize < 1 || poolSize > 1024) {
            throw new IllegalArgumentException("The MySQL pool size is " + poolSize + "; allowed is 1 to 1024.");
        }
        if (connectTimeout.isNegative() || connectTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "The MySQL connect timeout is " + connectTimeout + "; it must be above zero.");
        }
        if (statementTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "The MySQL statement timeout is " + statementTimeout + "; it must be at least 1 s.");
        }
        requireSameServer("JobLoggingDB", jobDb, jobLoggingDb);
        if (taskQueueDb != null) {
            requireSameServer("TaskQueueDB", jobDb, taskQueueDb);
        }
    }

    public MySqlSettings withFold(FoldOptions options) {
        return new MySqlSettings(jobDb, jobLoggingDb, taskQueueDb, poolSize, connectTimeout, statementTimeout, options);
    }

    /** One connection and one transaction must reach both, or a crash between two commits would leave them apart. */
    private static void requireSameServer(String name, DatabaseUrl jobDb, DatabaseUrl other) {
        if (!jobDb.isSameServerAndUser(other)) {
            throw new IllegalArgumentException(name + " (" + other.serverAndUser()
                    + ") is not on the server and account of JobDB ("
                    + jobDb.serverAndUser() + "). This version writes both in one transaction and needs the same host,"
                    + " port and user in both URLs; databases on different servers are not supported yet.");
        }
    }
}
