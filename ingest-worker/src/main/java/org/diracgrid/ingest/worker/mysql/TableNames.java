package org.diracgrid.ingest.worker.mysql;

import org.jspecify.annotations.Nullable;

/**
 * The tables, qualified by the databases of the URLs, so that one connection and one transaction reach all that are on one
 * server. Immutable.
 *
 * @param jobDb database of Jobs, JobCommands and HeartBeatLoggingInfo
 * @param loggingDb database of LoggingInfo
 * @param taskQueueDb database of tq_Jobs; null leaves task queues alone
 */
record TableNames(String jobDb, String loggingDb, @Nullable String taskQueueDb) {

    static TableNames of(MySqlSettings settings) {
        DatabaseUrl taskQueueDb = settings.taskQueueDb();
        return new TableNames(
                settings.jobDb().database(),
                settings.jobLoggingDb().database(),
                taskQueueDb == null ? null : taskQueueDb.database());
    }

    String jobs() {
        return qualified(jobDb, "Jobs");
    }

    String jobCommands() {
        return qualified(jobDb, "JobCommands");
    }

    String heartbeats() {
        return qualified(jobDb, "HeartBeatLoggingInfo");
    }

    String loggingInfo() {
        return qualified(loggingDb, "LoggingInfo");
    }

    /** Null without a TaskQueueDB. */
    @Nullable
    String taskQueueJobs() {
        return taskQueueDb == null ? null : qualified(taskQueueDb, "tq_Jobs");
    }

    static String qualified(String database, String table) {
        return '`' + database.replace("`", "``") + "`.`" + table + '`';
    }
}
