package org.diracgrid.ingest.worker.mysql;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.lifecycle.TimeOrderColumn;
import org.diracgrid.ingest.worker.mysql.SchemaReport.Finding;
import org.diracgrid.ingest.worker.mysql.SchemaReport.Level;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the tables that were found mean: which flavour they are, what their texts may be, and what is missing.
 * Knows no SQL. Confined to the inspection.
 */
final class SchemaJudge {

    private final TableNames names;
    private final List<Finding> findings;
    private final TableJudge tables;
    private final Map<JobAttribute, TextColumn> jobsTexts = new EnumMap<>(JobAttribute.class);
    private @Nullable TextColumn loggedMinorStatus;
    private @Nullable TextColumn loggedApplicationStatus;
    private @Nullable TextColumn loggedSource;
    private @Nullable TimeOrderColumn timeOrder;

    /** Adds what it finds to {@code findings}. */
    SchemaJudge(TableNames names, List<Finding> findings) {
        this.names = names;
        this.findings = findings;
        this.tables = new TableJudge(findings);
    }

    void jobs(TableFacts table) {
        String subject = names.jobDb() + ".Jobs";
        if (!tables.isThere(subject, table)) {
            return;
        }
        for (JobAttribute attribute : JobAttribute.values()) {
            if (attribute.type() == JobAttribute.Type.TEXT) {
                TextColumn text = tables.text(subject, table, attribute.column());
                if (text != null) {
                    jobsTexts.put(attribute, text);
                }
            }
        }
    }

    void commands(TableFacts table) {
        String subject = names.jobDb() + ".JobCommands";
        if (tables.isThere(subject, table)) {
            findings.add(new Finding(Level.OK, subject, "key (" + String.join(", ", table.primaryKey()) + ")"));
        }
    }

    void heartbeats(TableFacts table) {
        tables.isThere(names.jobDb() + ".HeartBeatLoggingInfo", table);
    }

    void logging(TableFacts table) {
        String subject = names.loggingDb() + ".LoggingInfo";
        if (!tables.isThere(subject, table)) {
            return;
        }
        loggedMinorStatus = tables.text(subject, table, "MinorStatus");
        loggedApplicationStatus = tables.text(subject, table, "ApplicationStatus");
        loggedSource = tables.text(subject, table, "StatusSource");
        TableFacts.Column order = table.column("StatusTimeOrder");
        timeOrder = order == null ? null : timeOrder(order.dataType());
        if (timeOrder == null) {
            String type = order == null ? "missing" : order.dataType();
            findings.add(new Finding(
                    Level.PROBLEM, subject, "StatusTimeOrder is " + type + ", expected decimal(12,3) or double(12,3)"));
        } else {
            findings.add(new Finding(Level.OK, subject, "StatusTimeOrder is " + flavour(timeOrder)));
        }
        if (!table.primaryKey().equals(List.of("JobID", "SeqNum"))) {
            findings.add(new Finding(
                    Level.WARNING, subject, "its key is not (JobID, SeqNum): two writers could number rows alike"));
        }
    }

    void taskQueue(TableFacts table) {
        tables.isThere(names.taskQueueDb() + ".tq_Jobs", table);
    }

    /** Everything the writer has to know; to be called only if no problem was found. */
    Schema schema(@Nullable PilotSchema pilots) {
        if (loggedMinorStatus == null || loggedApplicationStatus == null || loggedSource == null || timeOrder == null) {
            throw new IllegalStateException("the tables have problems");
        }
        return new Schema(
                new JobsTable(names),
                new LoggingTable(names),
                new CommandsTable(names),
                new HeartbeatsTable(names),
                new TaskQueueTable(names),
                timeOrder,
                new TextRules(jobsTexts, loggedMinorStatus, loggedApplicationStatus, loggedSource),
                pilots);
    }

    private static @Nullable TimeOrderColumn timeOrder(String dataType) {
        return switch (dataType) {
            case "decimal", "numeric" -> TimeOrderColumn.NUMERIC;
            case "double" -> TimeOrderColumn.DOUBLE;
            default -> null;
        };
    }

    private static String flavour(TimeOrderColumn column) {
        return switch (column) {
            case NUMERIC -> "decimal (DiracX's schema)";
            case DOUBLE -> "double (DIRAC's schema)";
        };
    }
}
