package org.diracgrid.ingest.model.lifecycle;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatusEvent;

/**
 * Which events must not be repeated together with others of their job.
 *
 * <p>Kafka repeats, after a crash, everything from the committed offset. Most events bear that: a status event finds its
 * log rows and changes nothing, a heartbeat finds its measures, and metadata sets its columns to what they are. But metadata
 * leaves no trace to be found, so a repetition is harmful where two events set the same column and only one of them takes
 * effect again:
 *
 * <pre>
 * metadata sets MinorStatus=A · status update sets MinorStatus=B · both again
 *                               → the metadata sets A, the update finds its row and changes nothing: A instead of B
 * metadata sets Site=A · status event with the additional attribute Site=B · both again → A instead of B
 * </pre>
 *
 * Such an event is <em>fenced</em>: it is applied only when all events before it, of the same job, are committed to Kafka,
 * and those behind it are applied only when it is committed itself. So it is repeated alone, onto the state that it left:
 *
 * <pre>
 * status s1 · metadata m2 (MinorStatus) · status s3
 * apply s1 │ commit s1 │ apply m2 │ commit m2 │ apply s3        a crash repeats [s1], [m2] or [s3], never two of them
 * </pre>
 *
 * Everything between two fences can be repeated from anywhere, because in there no column has two kinds of owners: columns
 * of status and heartbeat belong to events that leave a trace, all others to metadata, of which the last one wins. (Start
 * and end times are set by a status event only where there are none, which a repetition does not do either.) Clocks have no
 * say in this.
 *
 * <p>Where {@code LoggingInfo} is committed before {@code Jobs}, a status event whose rows do not tell all that it did is
 * repaired by its repetition, if that meets the job as it was: such an event is fenced, too, see {@link
 * JobStatusFold#isRecorded}.
 *
 * <p>An event that was rejected because of the state of its job is judged anew when it is repeated. Therefore the fence
 * behind an event goes behind a rejected one, too; only whoever applies it can know.
 */
public final class Fences {

    /** Columns of metadata that status events and heartbeats set as well. */
    private static final Set<JobAttribute> SHARED = EnumSet.of(
            JobAttribute.STATUS,
            JobAttribute.MINOR_STATUS,
            JobAttribute.APPLICATION_STATUS,
            JobAttribute.HEART_BEAT_TIME,
            JobAttribute.LAST_UPDATE_TIME);

    private Fences() {}

    /** Whether {@code event} has to be committed apart from what is before and behind it under the same key. */
    public static boolean isFenced(IngestEvent event) {
        return switch (event.kind()) {
            case JOB_STATUS -> !JobStatusFold.isRecorded((JobStatusEvent) event);
            case JOB_HEARTBEAT -> ((JobHeartbeatEvent) event).measures().isEmpty();
            case JOB_METADATA ->
                !Collections.disjoint(((JobMetadataEvent) event).attributes().keySet(), SHARED);
            case JOB_STATUS_APPLIED -> false;
            case PILOT_REGISTERED, PILOT_METADATA, PILOT_JOBS_ASSIGNED, PILOT_OUTPUT, PILOT_PARAMETERS, PILOT_LOG ->
                false; // the last one wins, and whatever is repeated comes with all that followed it
        };
    }
}
