package org.diracgrid.ingest.worker.mysql;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What was found on the server, for the operator to read line by line. Immutable.
 *
 * @param findings in the order in which they were made
 */
public record SchemaReport(List<Finding> findings) {

    /** How much a finding matters. */
    public enum Level {
        OK,
        /** Works, but not as a careful operator would want it. */
        WARNING,
        /** The worker cannot run. */
        PROBLEM
    }

    /**
     * One line.
     *
     * @param subject what was looked at: {@code server}, {@code JobDB.Jobs} …
     * @param text what was found; free of secrets
     */
    public record Finding(Level level, String subject, String text) {

        /** For example {@code ok       JobDB.Jobs: InnoDB, latin1}. */
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%-8s %s: %s", level.name().toLowerCase(Locale.ROOT), subject, text);
        }
    }

    public SchemaReport {
        findings = List.copyOf(findings);
    }

    /** Whether the worker can run. */
    public boolean isUsable() {
        return findings.stream().noneMatch(finding -> finding.level() == Level.PROBLEM);
    }

    /** The problems in one text, empty if there are none. */
    public String problems() {
        return findings.stream()
                .filter(finding -> finding.level() == Level.PROBLEM)
                .map(finding -> finding.subject() + ": " + finding.text())
                .collect(Collectors.joining("; "));
    }
}
