package org.diracgrid.ingest.worker.mysql;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every text that the server would refuse away from it: one such text would fail the whole batch. The limits are
 * those of the tables found, not of the models. Immutable.
 *
 * @param jobs text columns of Jobs by attribute
 * @param loggedMinorStatus {@code LoggingInfo.MinorStatus}
 * @param loggedApplicationStatus {@code LoggingInfo.ApplicationStatus}
 * @param loggedSource {@code LoggingInfo.StatusSource}
 */
record TextRules(
        Map<JobAttribute, TextColumn> jobs,
        TextColumn loggedMinorStatus,
        TextColumn loggedApplicationStatus,
        TextColumn loggedSource) {

    TextRules {
        jobs = new EnumMap<>(jobs);
    }

    /**
     * {@code event} with every text as the tables keep it; almost always the event itself.
     *
     * @throws EventRejectedException if a text is too long or cannot be encoded
     */
    JobStatusEvent fit(JobStatusEvent event) throws EventRejectedException {
        List<StatusUpdate> updates = fitUpdates(event.updates());
        Map<JobAttribute, Object> attributes = fitAttributes(event.additionalAttributes());
        if (updates == event.updates() && attributes == event.additionalAttributes()) {
            return event;
        }
        return new JobStatusEvent(event.envelope(), event.jobId(), updates, event.force(), attributes);
    }

    /**
     * {@code event} with every text as the tables keep it; almost always the event itself.
     *
     * @throws EventRejectedException if a text is too long or cannot be encoded
     */
    @SuppressWarnings("ReferenceEquality") // The same attributes mean that nothing had to be cut.
    JobMetadataEvent fit(JobMetadataEvent event) throws EventRejectedException {
        Map<JobAttribute, Object> attributes = fitAttributes(event.attributes());
        return attributes == event.attributes()
                ? event
                : new JobMetadataEvent(event.envelope(), event.jobId(), attributes, event.parameters());
    }

    @SuppressWarnings("ReferenceEquality") // The same update means that nothing had to be cut.
    private List<StatusUpdate> fitUpdates(List<StatusUpdate> updates) throws EventRejectedException {
        List<StatusUpdate> changed = null;
        for (int i = 0; i < updates.size(); i++) {
            StatusUpdate update = updates.get(i);
            StatusUpdate fitting = fit(update);
            if (fitting != update) {
                changed = changed == null ? new ArrayList<>(updates) : changed;
                changed.set(i, fitting);
            }
        }
        return changed == null ? updates : changed;
    }

    @SuppressWarnings("ReferenceEquality") // The same text means that nothing had to be cut.
    private StatusUpdate fit(StatusUpdate update) throws EventRejectedException {
        String minorStatus = fit(update.minorStatus(), JobAttribute.MINOR_STATUS, loggedMinorStatus);
        String application = fit(update.applicationStatus(), JobAttribute.APPLICATION_STATUS, loggedApplicationStatus);
        loggedSource.checkCut(update.source());
        if (minorStatus == update.minorStatus() && application == update.applicationStatus()) {
            return update;
        }
        return new StatusUpdate(update.timeMicros(), update.status(), minorStatus, application, update.source());
    }

    /** A text that goes to both tables must suit both. */
    private @Nullable String fit(@Nullable String text, JobAttribute attribute, TextColumn logged)
            throws EventRejectedException {
        if (text == null) {
            return null;
        }
        TextColumn column = jobs.get(attribute);
        return logged.fit(column == null ? text : column.fit(text));
    }

    private Map<JobAttribute, Object> fitAttributes(Map<JobAttribute, Object> attributes)
            throws EventRejectedException {
        if (attributes.isEmpty()) {
            return attributes;
        }
        Map<JobAttribute, Object> fitting = new EnumMap<>(attributes);
        for (Map.Entry<JobAttribute, Object> entry : fitting.entrySet()) {
            TextColumn column = jobs.get(entry.getKey());
            if (column != null && entry.getValue() instanceof String text) {
                entry.setValue(column.fit(text));
            }
        }
        return fitting.equals(attributes) ? attributes : fitting;
    }
}
