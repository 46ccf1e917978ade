package org.diracgrid.ingest.model.lifecycle;

/**
 * Where the fold may differ from DiracX. Immutable.
 *
 * @param monotonicHeartbeats whether {@code HeartBeatTime} never goes back through a heartbeat
 * @param skipsLateMetadata whether metadata older than the job's newest log row leaves the status columns alone, see
 *     {@link JobMetadataFold}
 */
public record FoldOptions(boolean monotonicHeartbeats, boolean skipsLateMetadata) {

    /** What the worker does where its configuration says nothing. */
    public static final FoldOptions DEFAULTS = new FoldOptions(true, false);

    /** Exactly what DiracX does with one call after the other. */
    public static final FoldOptions DIRACX = new FoldOptions(false, false);
}
