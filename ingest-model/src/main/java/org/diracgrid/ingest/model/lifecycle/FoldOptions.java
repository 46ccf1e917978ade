package org.diracgrid.ingest.model.lifecycle;

/**
 * Where the fold may differ from DiracX. Immutable.
 *
 * @param monotonicHeartbeats whether {@code HeartBeatTime} never goes back through a heartbeat
 * @param guardsLateMetadata whether metadata older than the job's newest log row leaves the status columns alone, see
 *     {@link JobMetadataFold}
 */
public record FoldOptions(boolean monotonicHeartbeats, boolean guardsLateMetadata) {

    /** Safe against redelivery. */
    public static final FoldOptions DEFAULTS = new FoldOptions(true, true);

    /** Exactly what DiracX does with one call after the other. */
    public static final FoldOptions DIRACX = new FoldOptions(false, false);
}
