package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonToken;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.model.event.PilotMetadataEvent;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.event.ReasonCode;

/**
 * Reads the data of {@link PilotMetadataEvent}, with the leniency of DiracX's model: numbers may come as strings, the flag as
 * any usual spelling of a boolean. A {@code null} means absent everywhere.
 *
 * <p>A member of Metadata may have the name of DiracX's Python field instead: {@code status_reason} for {@code StatusReason}.
 * If both are sent both must be valid and the proper name wins, wherever it stands and even with {@code null}.
 *
 * <p>Thread-safe: keeps nothing but what it was made of.
 */
final class PilotMetadataReader {

    private static final Map<String, PilotAttribute> BY_PYTHON_FIELD = Arrays.stream(PilotAttribute.values())
            .collect(Collectors.toUnmodifiableMap(a -> a.name().toLowerCase(Locale.ROOT), Function.identity()));

    private final Runnable onIgnoredMember;

    /** @param onIgnoredMember called for every unknown member beside Metadata; must be thread-safe */
    PilotMetadataReader(Runnable onIgnoredMember) {
        this.onIgnoredMember = onIgnoredMember;
    }

    PilotMetadataEvent read(JsonInput in, EventEnvelope envelope) throws EventRejectedException {
        String stamp = null;
        String reference = null;
        Map<PilotAttribute, Object> attributes = null;
        in.enterObject("data");
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "PilotStamp" -> stamp = PilotFields.nextName(in, PilotName.Column.STAMP);
                case "PilotReference" -> reference = PilotFields.nextName(in, PilotName.Column.REFERENCE);
                case "Metadata" ->
                    attributes = EventFields.isNullElseObject(in, "Metadata") ? null : readAttributes(in);
                default -> {
                    in.skipValue();
                    onIgnoredMember.run();
                }
            }
        }
        PilotName pilot = PilotFields.name(stamp, reference);
        if (attributes == null) {
            throw new EventRejectedException(ReasonCode.MISSING_FIELD, "Metadata must be given");
        }
        return new PilotMetadataEvent(envelope, pilot, attributes);
    }

    private static Map<PilotAttribute, Object> readAttributes(JsonInput in) throws EventRejectedException {
        var attributes = new EnumMap<PilotAttribute, Object>(PilotAttribute.class);
        Set<PilotAttribute> proper = EnumSet.noneOf(PilotAttribute.class);
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            PilotAttribute byColumn = PilotAttribute.of(name);
            PilotAttribute attribute = byColumn == null ? BY_PYTHON_FIELD.get(name) : byColumn;
            if (attribute == null) {
                throw new EventRejectedException(
                        ReasonCode.UNKNOWN_FIELD, "Metadata must only have columns of PilotAgents that events may set");
            }
            JsonToken token = in.next();
            Object value = token == JsonToken.VALUE_NULL ? null : readValue(in, token, attribute);
            if (byColumn != null) {
                proper.add(attribute);
                attributes.remove(attribute);
            }
            if (value != null && (byColumn != null || !proper.contains(attribute))) {
                attributes.put(attribute, value);
            }
        }
        return attributes;
    }

    private static Object readValue(JsonInput in, JsonToken token, PilotAttribute attribute)
            throws EventRejectedException {
        String path = "Metadata." + attribute.column();
        return switch (attribute.type()) {
            case TEXT -> AttributeReader.text(in, token, attribute.charactersMax(), path);
            case STATUS ->
                PilotRegisteredReader.status(AttributeReader.string(in, token, path, "a string"))
                        .text();
            case INTEGER -> AttributeReader.inRange(NumberReader.integer(in, token, path), path);
            case DOUBLE -> NumberReader.decimal(in, token, path);
            case FLAG -> AttributeReader.flag(in, token, path);
        };
    }
}
