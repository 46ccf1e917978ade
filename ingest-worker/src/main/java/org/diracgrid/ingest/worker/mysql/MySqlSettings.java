package org.diracgrid.ingest.worker.mysql;

import java.time.Duration;
import org.diracgrid.ingest.model.lifecycle.FoldOptions;
import org.jspecify.annotations.Nullable;

/**
 * What the MySQL store needs to know. Databases on one server under one account are written in one transaction, others by
 * one transaction each, see {@link BatchConnections}; pilots always by one of their own. Immutable.
 *
 * @param jobDb where Jobs, JobCommands and HeartBeatLoggingInfo are
 * @param jobLoggingDb where LoggingInfo is
 * @param taskQueueDb where tq_Jobs is; null leaves task queues alone
 * @param pilots where and how pilots are written; null leaves them alone
 * @param poolSize connections to each server at most, 1 … 1024: one per lane, and as many again for pilots
 * @param connectTimeout for the TCP connection, above zero; {@code connect_timeout} of a URL goes before it
 * @param statementTimeout how long the server may stay silent on one statement, at least 1 s
 * @param fold where the rules may differ from DiracX
 */
public record MySqlSettings(
        DatabaseUrl jobDb,
        DatabaseUrl jobLoggingDb,
        @Nullable DatabaseUrl taskQueueDb,
        @Nullable PilotSettings pilots,
        int poolSize,
        Duration connectTimeout,
        Duration statementTimeout,
        FoldOptions fold) {

    /**
     * @throws IllegalArgumentException if a value is out of its range
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
    }

    public MySqlSettings withFold(FoldOptions options) {
        return new MySqlSettings(
                jobDb, jobLoggingDb, taskQueueDb, pilots, poolSize, connectTimeout, statementTimeout, options);
    }

    /** Whether no transaction reaches both the jobs and their history. */
    boolean isHistoryApart() {
        return !jobDb.isSameServerAndUser(jobLoggingDb);
    }
}
