package org.diracgrid.ingest.model.event;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code org.diracgrid.job.metadata.v1}: columns of {@code Jobs} and parameters of one job, what one call of DiracX's
 * {@code set_job_parameters_or_attributes} carries for it. Immutable.
 *
 * <p>Example: {@code {"Site":"LCG.CERN.cern","JobType":"user","cpu_normalization_factor":"13.7","Mine":[1]}} is the
 * attributes Site and JobType, and the parameters {@code JobType="user"}, {@code CPUNormalizationFactor=13} and
 * {@code Mine=[1]}. JobType is the one name that is both.
 *
 * @param envelope the CloudEvents attributes
 * @param jobId 1 … 2 147 483 647
 * @param attributes columns to set, each value of the Java type that {@link JobAttribute.Type} names; Status may be any text
 * @param parameters members for the job's document by their name there, in the order they came; {@code timestamp}, where
 *     present, is meant to replace the document's own. Together with the attributes may be empty: every member was null
 */
public record JobMetadataEvent(
        EventEnvelope envelope, int jobId, Map<JobAttribute, Object> attributes, Map<String, JsonText> parameters)
        implements IngestEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "org.diracgrid.job.metadata.v1";

    /** Most members of one event. */
    public static final int MEMBERS_MAX = 200;

    /** Name of the parameter that replaces a document's own time of change. */
    public static final String TIMESTAMP = "timestamp";

    /** The member of every document that no parameter may be named. */
    public static final String RESERVED = "JobID";

    public JobMetadataEvent {
        attributes = attributes.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(attributes));
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        if (jobId < 1) {
            throw new IllegalArgumentException("jobId must be at least 1");
        }
        for (String name : parameters.keySet()) {
            JobAttribute attribute = JobAttribute.of(name);
            if (name.equals(RESERVED) || (attribute != null && attribute != JobAttribute.JOB_TYPE)) {
                throw new IllegalArgumentException(name + " is no parameter");
            }
        }
        if (attributes.containsKey(JobAttribute.JOB_TYPE) != parameters.containsKey(JobAttribute.JOB_TYPE.column())) {
            throw new IllegalArgumentException("JobType must be both attribute and parameter");
        }
    }

    @Override
    public Kind kind() {
        return Kind.JOB_METADATA;
    }

    /** The record key: the job's number in decimal. */
    @Override
    public String key() {
        return Integer.toString(jobId);
    }
}
