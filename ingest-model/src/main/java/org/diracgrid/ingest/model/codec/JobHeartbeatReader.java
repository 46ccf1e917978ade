package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonToken;
import java.util.EnumMap;
import java.util.Map;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.HeartbeatMeasure;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data of {@link JobHeartbeatEvent}. A {@code null} means absent everywhere. Unknown members are ignored, except
 * inside {@code Data}, where DiracX forbids them.
 *
 * <p>Thread-safe: keeps nothing but what it was made of.
 */
final class JobHeartbeatReader {

    private static final String STANDARD_OUTPUT = "StandardOutput";

    private final Timestamps timestamps;
    private final Runnable onIgnoredMember;

    /** @param onIgnoredMember called for every unknown member; must be thread-safe */
    JobHeartbeatReader(Timestamps timestamps, Runnable onIgnoredMember) {
        this.timestamps = timestamps;
        this.onIgnoredMember = onIgnoredMember;
    }

    /** The members of {@code Data}. */
    private record Data(
            Map<HeartbeatMeasure, Double> measures,
            @Nullable String standardOutput) {}

    JobHeartbeatEvent read(JsonInput in, EventEnvelope envelope) throws EventRejectedException {
        int jobId = 0;
        String time = null;
        Data data = null;
        in.enterObject("data");
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "JobID" -> jobId = EventFields.readJobId(in);
                case "Time" -> time = in.nextText("Time");
                case "Data" -> data = EventFields.isNullElseObject(in, "Data") ? null : readData(in);
                default -> {
                    in.skipValue();
                    onIgnoredMember.run();
                }
            }
        }
        EventFields.require(jobId != 0, "JobID");
        if (data == null) {
            throw new EventRejectedException(ReasonCode.MISSING_FIELD, "Data must be given");
        }
        long timeMicros = time == null ? envelope.timeMicros() : timestamps.read(time, "Time");
        return new JobHeartbeatEvent(envelope, jobId, timeMicros, data.measures(), data.standardOutput());
    }

    private static Data readData(JsonInput in) throws EventRejectedException {
        var measures = new EnumMap<HeartbeatMeasure, Double>(HeartbeatMeasure.class);
        String standardOutput = null;
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            if (name.equals(STANDARD_OUTPUT)) {
                standardOutput = in.nextText("Data.StandardOutput");
                continue;
            }
            HeartbeatMeasure measure = HeartbeatMeasure.of(name);
            if (measure == null) {
                throw new EventRejectedException(
                        ReasonCode.UNKNOWN_FIELD, "Data must only have the six measures and StandardOutput");
            }
            JsonToken token = in.next();
            if (token != JsonToken.VALUE_NULL) {
                measures.put(measure, NumberReader.decimal(in, token, "Data." + measure.text()));
            }
        }
        return new Data(measures, standardOutput);
    }
}
