package org.diracgrid.ingest.worker.port;

import org.diracgrid.ingest.model.lifecycle.AppliedStatus;
import org.diracgrid.ingest.model.lifecycle.JobRow;

/**
 * What became of one job in a batch that is committed. Immutable.
 *
 * @param row its {@code Jobs} row after the commit
 * @param status what else there is to say, the status for its document among it
 * @param seqNum number of its last row in {@code LoggingInfo} after the commit; 0 if there is none
 */
public record AppliedJob(JobRow row, AppliedStatus status, int seqNum) {}
