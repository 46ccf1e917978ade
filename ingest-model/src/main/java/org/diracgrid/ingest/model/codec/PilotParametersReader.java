package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonToken;
import java.util.LinkedHashMap;
import java.util.Map;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.JsonText;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.event.PilotParameter;
import org.diracgrid.ingest.model.event.PilotParametersEvent;
import org.diracgrid.ingest.model.event.ReasonCode;

/**
 * Reads the data of {@link PilotParametersEvent}. Unknown members beside Parameters are ignored, a {@code null} means absent
 * everywhere.
 *
 * <p>Thread-safe: keeps nothing but what it was made of.
 */
final class PilotParametersReader {

    private final ParameterReader parameterReader;
    private final Runnable onIgnoredMember;

    /** @param onIgnoredMember called for every unknown member beside Parameters; must be thread-safe */
    PilotParametersReader(Timestamps timestamps, Runnable onIgnoredMember) {
        this.parameterReader = new ParameterReader(timestamps);
        this.onIgnoredMember = onIgnoredMember;
    }

    PilotParametersEvent read(JsonInput in, EventEnvelope envelope) throws EventRejectedException {
        String stamp = null;
        Map<String, JsonText> parameters = null;
        in.enterObject("data");
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "PilotStamp" -> stamp = PilotFields.nextName(in, PilotName.Column.STAMP);
                case "Parameters" -> parameters = EventFields.isNullElseObject(in, name) ? null : readParameters(in);
                default -> {
                    in.skipValue();
                    onIgnoredMember.run();
                }
            }
        }
        String givenStamp = PilotFields.given(stamp, PilotFields.STAMP);
        if (parameters == null) {
            throw new EventRejectedException(ReasonCode.MISSING_FIELD, "Parameters must be given");
        }
        return new PilotParametersEvent(envelope, givenStamp, parameters);
    }

    private Map<String, JsonText> readParameters(JsonInput in) throws EventRejectedException {
        var parameters = new LinkedHashMap<String, JsonText>();
        int count = 0;
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            if (++count > PilotParametersEvent.MEMBERS_MAX) {
                throw badCount();
            }
            if (PilotParametersEvent.RESERVED.contains(name)) {
                throw new EventRejectedException(
                        ReasonCode.RESERVED_FIELD, "Parameters must not have a member PilotID or PilotStamp");
            }
            JsonToken token = in.next();
            if (token != JsonToken.VALUE_NULL) {
                parameters.put(name, readParameter(in, token, name));
            }
        }
        if (count == 0) {
            throw badCount();
        }
        return parameters;
    }

    private JsonText readParameter(JsonInput in, JsonToken token, String name) throws EventRejectedException {
        PilotParameter parameter = PilotParameter.of(name);
        return parameter == null
                ? ParameterReader.readFree(in, token, name, "Parameters")
                : parameterReader.read(in, token, parameter.type(), "Parameters." + parameter.text());
    }

    private static EventRejectedException badCount() {
        return new EventRejectedException(
                ReasonCode.OUT_OF_RANGE, "Parameters must have 1 to " + PilotParametersEvent.MEMBERS_MAX + " members");
    }
}
