package org.diracgrid.ingest.worker.mysql;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.worker.mysql.SchemaReport.Finding;
import org.diracgrid.ingest.worker.mysql.SchemaReport.Level;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the tables of pilots that were found mean: what their texts may be, how pilots are found in them, and what is
 * missing. Knows no SQL but the one statement that it recommends. Confined to the inspection.
 */
final class PilotJudge {

    private final PilotTableNames names;
    private final List<Finding> findings;
    private final TableJudge tables;
    private final Map<PilotAttribute, TextColumn> columns = new EnumMap<>(PilotAttribute.class);
    private @Nullable TextColumn stamp;
    private @Nullable TextColumn reference;
    private @Nullable TextColumn vo;
    private @Nullable LongTextColumn standardOutput;
    private @Nullable LongTextColumn standardError;
    private @Nullable String stampIndex;
    private @Nullable String referenceIndex;
    private boolean isCurrentJobIdUnsigned;

    /** Adds what it finds to {@code findings}. */
    PilotJudge(PilotTableNames names, List<Finding> findings) {
        this.names = names;
        this.findings = findings;
        this.tables = new TableJudge(findings);
    }

    void pilots(TableFacts table) {
        String subject = names.pilotDb() + ".PilotAgents";
        if (!tables.isThere(subject, table)) {
            return;
        }
        stamp = tables.text(subject, table, "PilotStamp");
        reference = tables.text(subject, table, "PilotJobReference");
        vo = tables.text(subject, table, "VO");
        for (PilotAttribute attribute : PilotAttribute.values()) {
            if (attribute.type() == PilotAttribute.Type.TEXT) {
                TextColumn text = tables.text(subject, table, attribute.column());
                if (text != null) {
                    columns.put(attribute, text);
                }
            }
        }
        TableFacts.Column currentJobId = table.column(PilotAttribute.CURRENT_JOB_ID.column());
        isCurrentJobIdUnsigned = currentJobId != null && currentJobId.unsigned();
        stampIndex = table.indexOn("PilotStamp");
        referenceIndex = table.indexOn("PilotJobReference");
        if (stampIndex == null) {
            add(
                    Level.WARNING,
                    subject,
                    "no index on PilotStamp: the whole table is read for pilots that a lane has not met; advised: CREATE"
                            + " INDEX PilotStamp ON " + names.pilots() + " (PilotStamp)");
        }
        if (referenceIndex == null) {
            add(Level.WARNING, subject, "no index on PilotJobReference, which DIRAC and DiracX have");
        }
    }

    void jobs(TableFacts table) {
        String subject = names.pilotDb() + ".JobToPilotMapping";
        if (tables.isThere(subject, table)) {
            List<String> key = table.primaryKey();
            add(
                    Level.OK,
                    subject,
                    key.isEmpty()
                            ? "no key: the worker looks a pair up before it stores it"
                            : "key (" + String.join(", ", key) + ")");
        }
    }

    void output(TableFacts table) {
        String subject = names.pilotDb() + ".PilotOutput";
        if (tables.isThere(subject, table)) {
            standardOutput = longText(subject, table, "StdOutput");
            standardError = longText(subject, table, "StdError");
            if (!table.primaryKey().equals(List.of("PilotID"))) {
                add(Level.PROBLEM, subject, "its key is not (PilotID): a second output would be a second row");
            }
        }
    }

    /** Everything the writer has to know; to be called only if no problem was found. */
    PilotSchema schema() {
        if (stamp == null || reference == null || vo == null || standardOutput == null || standardError == null) {
            throw new IllegalStateException("the tables have problems");
        }
        return new PilotSchema(
                new PilotsTable(names),
                insertion(),
                new PilotJobsTable(names),
                new PilotOutputTable(names),
                new PilotTexts(
                        columns,
                        stamp,
                        reference,
                        vo,
                        standardOutput,
                        standardError,
                        isCurrentJobIdUnsigned ? 0 : Integer.MIN_VALUE));
    }

    /** The same whether or not there are problems. */
    PilotInsertion insertion() {
        return new PilotInsertion(names, stampIndex, referenceIndex);
    }

    private @Nullable LongTextColumn longText(String subject, TableFacts table, String name) {
        TextColumn text = tables.text(subject, table, name);
        return text == null ? null : new LongTextColumn(text.name(), text.charactersMax(), text.charset());
    }

    private void add(Level level, String subject, String text) {
        findings.add(new Finding(level, subject, text));
    }
}
