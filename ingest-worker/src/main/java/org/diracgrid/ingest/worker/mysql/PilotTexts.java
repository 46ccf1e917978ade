package org.diracgrid.ingest.worker.mysql;

import java.util.EnumMap;
import java.util.Map;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.model.event.PilotJobsAssignedEvent;
import org.diracgrid.ingest.model.event.PilotMetadataEvent;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.event.PilotOutputEvent;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;
import org.diracgrid.ingest.model.event.ReasonCode;

/**
 * Keeps every value that the server would refuse for a pilot away from it: one such value would fail the whole batch. The
 * limits are those of the tables found, not of the models. Immutable.
 *
 * @param columns text columns of PilotAgents that events change
 * @param stamp {@code PilotAgents.PilotStamp}
 * @param reference {@code PilotAgents.PilotJobReference}
 * @param vo {@code PilotAgents.VO}
 * @param standardOutput {@code PilotOutput.StdOutput}
 * @param standardError {@code PilotOutput.StdError}
 * @param currentJobIdMin the least that {@code PilotAgents.CurrentJobID} takes: 0 where it is unsigned
 */
record PilotTexts(
        Map<PilotAttribute, TextColumn> columns,
        TextColumn stamp,
        TextColumn reference,
        TextColumn vo,
        LongTextColumn standardOutput,
        LongTextColumn standardError,
        int currentJobIdMin) {

    PilotTexts {
        columns = new EnumMap<>(columns);
    }

    /**
     * {@code event} with every text as the tables keep it.
     *
     * @throws EventRejectedException if a text is too long or cannot be encoded
     */
    PilotRegisteredEvent fit(PilotRegisteredEvent event) throws EventRejectedException {
        return new PilotRegisteredEvent(
                event.envelope(),
                stamp.fit(event.stamp()),
                vo.fit(event.vo()),
                fit(PilotAttribute.GRID_TYPE, event.gridType()),
                fit(PilotAttribute.GRID_SITE, event.gridSite()),
                fit(PilotAttribute.DESTINATION_SITE, event.destinationSite()),
                reference.fit(event.reference()),
                event.status(),
                event.submissionMicros());
    }

    /**
     * {@code event} with every text as the tables keep it.
     *
     * @throws EventRejectedException if a text is too long or cannot be encoded, or a number is out of range
     */
    PilotMetadataEvent fit(PilotMetadataEvent event) throws EventRejectedException {
        checkName(event.pilot());
        Map<PilotAttribute, Object> fitting = new EnumMap<>(PilotAttribute.class);
        for (Map.Entry<PilotAttribute, Object> entry : event.attributes().entrySet()) {
            fitting.put(entry.getKey(), fit(entry.getKey(), entry.getValue()));
        }
        return new PilotMetadataEvent(event.envelope(), event.pilot(), fitting);
    }

    /**
     * {@code event} with every text as the tables keep it.
     *
     * @throws EventRejectedException if a text is too long or cannot be encoded
     */
    PilotJobsAssignedEvent fit(PilotJobsAssignedEvent event) throws EventRejectedException {
        stamp.fit(event.stamp());
        String site = event.gridSite();
        return site == null
                ? event
                : new PilotJobsAssignedEvent(
                        event.envelope(),
                        event.stamp(),
                        event.jobIds(),
                        event.startMicros(),
                        event.setRunning(),
                        fit(PilotAttribute.GRID_SITE, site));
    }

    /**
     * Checks {@code event}.
     *
     * @throws EventRejectedException if a text is too long or cannot be encoded: output that is cut would look whole
     */
    void check(PilotOutputEvent event) throws EventRejectedException {
        checkName(event.pilot());
        String output = event.standardOutput();
        if (output != null) {
            standardOutput.check(output);
        }
        String error = event.standardError();
        if (error != null) {
            standardError.check(error);
        }
    }

    /** The server refuses to compare a column with what the column cannot hold. */
    private void checkName(PilotName name) throws EventRejectedException {
        switch (name.column()) {
            case STAMP -> stamp.fit(name.text());
            case REFERENCE -> reference.fit(name.text());
        }
    }

    private Object fit(PilotAttribute attribute, Object value) throws EventRejectedException {
        if (value instanceof String text) {
            return fit(attribute, text);
        }
        if (attribute == PilotAttribute.CURRENT_JOB_ID && (Integer) value < currentJobIdMin) {
            throw new EventRejectedException(
                    ReasonCode.OUT_OF_RANGE, "PilotAgents.CurrentJobID takes " + currentJobIdMin + " and more");
        }
        return value;
    }

    private String fit(PilotAttribute attribute, String text) throws EventRejectedException {
        TextColumn column = columns.get(attribute);
        return column == null ? text : column.fit(text);
    }
}
