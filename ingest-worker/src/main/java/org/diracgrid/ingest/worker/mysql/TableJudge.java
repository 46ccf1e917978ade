package org.diracgrid.ingest.worker.mysql;

import java.util.List;
import org.diracgrid.ingest.worker.mysql.SchemaReport.Finding;
import org.diracgrid.ingest.worker.mysql.SchemaReport.Level;
import org.jspecify.annotations.Nullable;

/** What every table that is written must be. Knows no SQL. Confined to the inspection. */
final class TableJudge {

    private final List<Finding> findings;

    /** Adds what it finds to {@code findings}. */
    TableJudge(List<Finding> findings) {
        this.findings = findings;
    }

    /** Whether {@code table} exists; says what it is, and whether what is done to it could be undone. */
    boolean isThere(String subject, TableFacts table) {
        if (!table.exists()) {
            findings.add(new Finding(Level.PROBLEM, subject, "the table is missing, or the account may not see it"));
            return false;
        }
        if (!table.isTransactional()) {
            findings.add(new Finding(
                    Level.PROBLEM,
                    subject,
                    "its engine is " + table.engine() + "; without InnoDB nothing can be undone"));
            return true;
        }
        String charsets = table.charsets();
        findings.add(new Finding(Level.OK, subject, "InnoDB" + (charsets.isEmpty() ? "" : ", " + charsets)));
        return true;
    }

    /** What {@code table} has as the text column {@code name}; null, and a problem, if it has none. */
    @Nullable
    TextColumn text(String subject, TableFacts table, String name) {
        TableFacts.Column column = table.column(name);
        if (column == null || column.charactersMax() == null || column.charset() == null) {
            findings.add(new Finding(Level.PROBLEM, subject, "it has no text column " + name));
            return null;
        }
        TextCharset charset = TextCharset.of(column.charset());
        if (charset == null) {
            findings.add(new Finding(
                    Level.PROBLEM,
                    subject,
                    name + " has the character set " + column.charset() + ", which is not supported"));
            return null;
        }
        int charactersMax = (int) Math.min(column.charactersMax(), Integer.MAX_VALUE);
        return new TextColumn(subject + '.' + name, charactersMax, charset);
    }
}
