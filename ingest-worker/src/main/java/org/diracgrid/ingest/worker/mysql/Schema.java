package org.diracgrid.ingest.worker.mysql;

import org.diracgrid.ingest.model.lifecycle.TimeOrderColumn;
import org.jspecify.annotations.Nullable;

/**
 * The tables as they were found at start: their statements and what their columns hold. Immutable.
 *
 * @param timeOrderColumn how LoggingInfo keeps StatusTimeOrder
 * @param textRules what the text columns take
 * @param pilots the tables of pilots; null where these are left alone
 */
record Schema(
        JobsTable jobs,
        LoggingTable logging,
        CommandsTable commands,
        HeartbeatsTable heartbeats,
        TaskQueueTable taskQueue,
        TimeOrderColumn timeOrderColumn,
        TextRules textRules,
        @Nullable PilotSchema pilots) {}
