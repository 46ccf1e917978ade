package org.diracgrid.ingest.bench.peer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.diracgrid.ingest.model.event.CodePoints;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.diracgrid.ingest.model.lifecycle.StatusTimeOrder;
import org.jspecify.annotations.Nullable;

/**
 * One update of a job as a sink can write it that knows rows and no events: every column has its value. Immutable.
 *
 * @param jobId the job
 * @param seqNum the how-manieth update of the job this is, from 1
 * @param status last status that was asked for; no machine has been asked
 * @param minorStatus last one
 * @param applicationStatus last one
 * @param timeMicros of the update, microseconds since the epoch
 * @param source of the update
 */
public record FlatRow(
        int jobId,
        int seqNum,
        String status,
        String minorStatus,
        String applicationStatus,
        long timeMicros,
        String source) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double MILLIS = 1e3;
    private static final int MICROS_PER_MILLI = 1_000;

    /** DiracX cuts what is longer; a sink would fail of it. */
    private static final int SOURCE_CHARACTERS_MAX = 32;

    /** The row's value in the topic, with the members that the schema in {@code worker.properties} has. */
    byte[] value() throws IOException {
        ObjectNode row = JSON.createObjectNode()
                .put("JobID", jobId)
                .put("SeqNum", seqNum)
                .put("Status", status)
                .put("MinorStatus", minorStatus)
                .put("ApplicationStatus", applicationStatus)
                .put("StatusTime", Math.floorDiv(timeMicros, MICROS_PER_MILLI))
                .put("StatusTimeOrder", StatusTimeOrder.toMillis(timeMicros) / MILLIS)
                .put("StatusSource", source);
        return JSON.writeValueAsBytes(row);
    }

    /** Makes rows of events, in their order; remembers every job. Confined to one thread. */
    static final class Maker {

        private final Map<Integer, FlatRow> last = new HashMap<>();

        /** @param update the next one of the job */
        FlatRow next(int jobId, StatusUpdate update) {
            FlatRow before = last.getOrDefault(
                    jobId, new FlatRow(jobId, 0, JobStatus.RECEIVED.text(), "Job accepted", "Unknown", 0, ""));
            FlatRow row = new FlatRow(
                    jobId,
                    before.seqNum + 1,
                    update.status() == null ? before.status : update.status().text(),
                    orElse(update.minorStatus(), before.minorStatus),
                    orElse(update.applicationStatus(), before.applicationStatus),
                    update.timeMicros(),
                    CodePoints.cut(update.source(), SOURCE_CHARACTERS_MAX));
            last.put(jobId, row);
            return row;
        }

        /** The next ones of the job of {@code event}. */
        Iterable<FlatRow> next(JobStatusEvent event) {
            return event.updates().stream()
                    .map(update -> next(event.jobId(), update))
                    .toList();
        }

        /** The last row of each job. */
        Map<Integer, FlatRow> last() {
            return Map.copyOf(last);
        }

        private static String orElse(@Nullable String value, String otherwise) {
            return value == null ? otherwise : value;
        }
    }
}
