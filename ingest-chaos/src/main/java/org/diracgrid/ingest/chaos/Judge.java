package org.diracgrid.ingest.chaos;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.oracle.Difference;
import org.diracgrid.ingest.oracle.Differences;

/** Holds what the stores, the dead letters and the offsets say in the end against what was published. */
final class Judge {

    private static final int SHOWN = 20;

    private final Trial trial;
    private final Fleet fleet;
    private final ProgressWatch watch;
    private final Findings findings;

    Judge(Trial trial, Fleet fleet, ProgressWatch watch, Findings findings) {
        this.trial = trial;
        this.fleet = fleet;
        this.watch = watch;
        this.findings = findings;
    }

    /** Waits until both groups have committed everything; a violation if they have not in time. */
    boolean awaitCaughtUp(Duration atMost) {
        long start = System.nanoTime();
        try {
            Awaitility.await()
                    .atMost(atMost)
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreExceptions()
                    .until(() -> isDeserted() || (left(trial.mySqlGroup()) == 0 && left(trial.openSearchGroup()) == 0));
        } catch (ConditionTimeoutException e) {
            findings.violation("not caught up within " + atMost + ": MySQL has "
                    + watch.last(trial.mySqlGroup()).left() + " left, OpenSearch "
                    + watch.last(trial.openSearchGroup()).left());
            return false;
        }
        if (isDeserted()) {
            return false; // which is a violation already
        }
        findings.figure("caught up, s", Math.round((System.nanoTime() - start) / 1e8) / 10.0);
        return true;
    }

    private boolean isDeserted() {
        fleet.look();
        return fleet.running().isEmpty();
    }

    private long left(String group) throws InterruptedException {
        return watch.offsets(group).look().left();
    }

    /** Compares every row, document and dead letter with the oracle's. */
    void judge() throws SQLException, IOException, InterruptedException {
        List<Difference> differences = trial.differences();
        findings.figure("events published", trial.load().events());
        findings.figure("rows in LoggingInfo", trial.logRows());
        findings.figure("differences", differences.size());
        Map<Difference.Kind, Integer> counts = Differences.count(differences);
        counts.forEach((kind, count) -> findings.violation(kind + ": " + count));
        differences.stream().limit(SHOWN).map(Difference::toString).forEach(findings::violation);
        compare("mysql", trial.letters("mysql"), trial.load().badForTables());
        compare("opensearch", trial.letters("opensearch"), trial.load().badForDocuments());
    }

    private void compare(String store, SortedMap<String, Integer> letters, SortedMap<String, Integer> expected) {
        findings.figure(
                "dead letters " + store,
                letters.values().stream().mapToInt(Integer::intValue).sum());
        findings.require(
                letters.equals(expected), "dead letters of " + store + " are " + letters + ", expected " + expected);
    }
}
