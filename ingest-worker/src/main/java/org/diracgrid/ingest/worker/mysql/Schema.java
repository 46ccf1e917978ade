package org.diracgrid.ingest.worker.mysql;

import org.diracgrid.ingest.model.lifecycle.TimeOrderColumn;

/**
 * The tables as they were found at start: their statements and what their columns hold. Immutable.
 *
 * @param timeOrderColumn how LoggingInfo keeps StatusTimeOrder
 * @param textRules what the text columns take
 */
record Schema(
        JobsTable jobs,
        LoggingTable logging,
        CommandsTable commands,
        HeartbeatsTable heartbeats,
        TaskQueueTable taskQueue,
        TimeOrderColumn timeOrderColumn,
        TextRules textRules) {}
