package org.diracgrid.ingest.worker.port;

import org.diracgrid.ingest.model.lifecycle.AppliedStatus;
import org.diracgrid.ingest.model.lifecycle.JobRow;

/**
 * What became of one job in a batch that is committed. Immutable.
 *
 * @param row its {@code Jobs} row after the commit
 * @param status what else there is to say, the status for its document among it
 */
public record AppliedJob(JobRow row, AppliedStatus status) {}
