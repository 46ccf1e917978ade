package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonToken;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.model.codec.CodecOptions.MetadataStatus;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobParameter;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JsonText;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data of {@link JobMetadataEvent}. A {@code null} means absent everywhere.
 *
 * <p>A member may have the name of DiracX's Python field instead: {@code job_type} for {@code JobType}. If both are sent
 * the proper name wins, wherever it stands and even with {@code null}, and the other one is a parameter like any unknown.
 *
 * <p>Thread-safe: keeps nothing but what it was made of.
 */
final class JobMetadataReader {

    private static final Map<String, String> NAME_BY_PYTHON_FIELD = namesByPythonField();

    private final ParameterReader parameterReader;
    private final AttributeReader attributeReader;
    private final MetadataStatus metadataStatus;
    private final Runnable onIgnoredMember;

    /** @param onIgnoredMember called for every unknown member beside Metadata; must be thread-safe */
    JobMetadataReader(Timestamps timestamps, MetadataStatus metadataStatus, Runnable onIgnoredMember) {
        this.parameterReader = new ParameterReader(timestamps);
        this.attributeReader = new AttributeReader(timestamps);
        this.metadataStatus = metadataStatus;
        this.onIgnoredMember = onIgnoredMember;
    }

    JobMetadataEvent read(JsonInput in, EventEnvelope envelope) throws EventRejectedException {
        int jobId = 0;
        Members members = null;
        in.enterObject("data");
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "JobID" -> jobId = EventFields.readJobId(in);
                case "Metadata" -> members = EventFields.isNullElseObject(in, "Metadata") ? null : readMembers(in);
                default -> {
                    in.skipValue();
                    onIgnoredMember.run();
                }
            }
        }
        EventFields.require(jobId != 0, "JobID");
        if (members == null) {
            throw new EventRejectedException(ReasonCode.MISSING_FIELD, "Metadata must be given");
        }
        return new JobMetadataEvent(envelope, jobId, members.attributes, members.parameters);
    }

    /** The proper name of the field that Python calls {@code pythonField}; null if there is none. */
    static @Nullable String properName(String pythonField) {
        return NAME_BY_PYTHON_FIELD.get(pythonField);
    }

    /** What was read of {@code Metadata} so far. */
    private static final class Members {

        final Map<JobAttribute, Object> attributes = new EnumMap<>(JobAttribute.class);
        final Map<String, JsonText> parameters = new LinkedHashMap<>();
        final Set<String> properNames = new HashSet<>();
        final Map<String, JsonText> byPythonField = new LinkedHashMap<>();
    }

    private Members readMembers(JsonInput in) throws EventRejectedException {
        var members = new Members();
        int count = 0;
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            if (++count > JobMetadataEvent.MEMBERS_MAX) {
                throw badCount();
            }
            JsonToken token = in.next();
            if (properName(name) != null) {
                members.byPythonField.put(name, JsonTexts.copy(in, token, "Metadata." + name));
            } else {
                members.properNames.add(name);
                readMember(in, token, name, members);
            }
        }
        if (count == 0) {
            throw badCount();
        }
        for (var entry : members.byPythonField.entrySet()) {
            settle(entry.getKey(), entry.getValue(), members);
        }
        return members;
    }

    /** Reads a member under a Python name, now that all others are known. */
    private void settle(String pythonField, JsonText value, Members members) throws EventRejectedException {
        String name = properName(pythonField);
        String meant = name == null || members.properNames.contains(name) ? pythonField : name;
        try (JsonInput in = StrictJson.read(value.text())) {
            readMember(in, in.next(), meant, members);
        }
    }

    private void readMember(JsonInput in, JsonToken token, String name, Members members) throws EventRejectedException {
        if (name.equals(JobMetadataEvent.RESERVED)) {
            throw new EventRejectedException(ReasonCode.RESERVED_FIELD, "Metadata must not have a member JobID");
        }
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        JobAttribute attribute = JobAttribute.of(name);
        if (attribute == null) {
            members.parameters.put(name, readParameter(in, token, name));
            return;
        }
        Object value = attributeReader.readValue(in, token, attribute, "Metadata." + attribute.column());
        if (attribute == JobAttribute.STATUS) {
            checkStatus((String) value);
        }
        members.attributes.put(attribute, value);
        if (attribute == JobAttribute.JOB_TYPE) {
            members.parameters.put(attribute.column(), JsonTexts.of((String) value));
        }
    }

    private JsonText readParameter(JsonInput in, JsonToken token, String name) throws EventRejectedException {
        JobParameter parameter = JobParameter.of(name);
        if (parameter == null) {
            return ParameterReader.readFree(in, token, name, "Metadata");
        }
        return parameterReader.read(in, token, parameter.type(), "Metadata." + parameter.text());
    }

    private void checkStatus(String status) throws EventRejectedException {
        switch (metadataStatus) {
            case ALLOW -> {}
            case ENUM -> {
                JobStatus known = JobStatus.of(status);
                if (known == null || !known.isKnownToDiracx()) {
                    throw new EventRejectedException(
                            ReasonCode.BAD_ENUM, "Metadata.Status is configured to be one of DiracX's 15 states");
                }
            }
            case REJECT ->
                throw new EventRejectedException(
                        ReasonCode.RESERVED_FIELD, "Metadata.Status is configured to be rejected");
        }
    }

    private static EventRejectedException badCount() {
        return new EventRejectedException(
                ReasonCode.OUT_OF_RANGE, "Metadata must have 1 to " + JobMetadataEvent.MEMBERS_MAX + " members");
    }

    /** The Python name is the constant's in lower case; {@code timestamp} has no other name. */
    private static Map<String, String> namesByPythonField() {
        var names = new HashMap<String, String>();
        Arrays.stream(JobAttribute.values()).forEach(a -> names.put(pythonField(a), a.column()));
        Arrays.stream(JobParameter.values())
                .filter(parameter -> parameter != JobParameter.TIMESTAMP)
                .forEach(parameter -> names.put(pythonField(parameter), parameter.text()));
        return Map.copyOf(names);
    }

    private static String pythonField(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
