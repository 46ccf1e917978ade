package org.diracgrid.ingest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.bench.load.PilotLog;
import org.diracgrid.ingest.worker.opensearch.LogEntry;
import org.junit.jupiter.api.Test;

/** Whatever is not as it was sent is seen: a line missing, twice, strange, changed, or in another's place. */
class LogComparisonTest {

    private static final PilotLog LOG = new PilotLog("0".repeat(32), "lhcb", 50, 5);

    private final List<LogEntry> stored = new ArrayList<>();

    LogComparisonTest() {
        expected().forEachRemaining(document -> stored.add(new LogEntry("id" + stored.size(), document)));
    }

    @Test
    void seesNothingWhereAllIsAsItWasSent() {
        assertThat(stored).hasSize(50);
        assertThat(difference()).isEmpty();
    }

    @Test
    void seesALineThatIsMissing() {
        stored.remove(49);
        assertThat(difference()).startsWith("line 50 is missing");
        stored.remove(20);
        assertThat(difference()).startsWith("line 21 is ");
    }

    @Test
    void seesALineThatIsThereTwice() {
        stored.add(8, stored.get(7));
        assertThat(difference()).startsWith("line 9 was found before");
        stored.set(8, new LogEntry("another", stored.get(7).members()));
        assertThat(difference()).startsWith("line 9 is ");
    }

    @Test
    void seesALineThatWasNeverSent() {
        stored.add(new LogEntry("another", stored.get(3).members()));
        assertThat(difference()).startsWith("line 51 was never sent");
    }

    @Test
    void seesLinesThatHaveChangedPlaces() {
        Collections.swap(stored, 10, 11);
        assertThat(difference()).startsWith("line 11 is ");
    }

    @Test
    void seesEveryFieldThatIsNotAsItWasSent() {
        List<LogEntry> good = List.copyOf(stored);
        for (String field : good.get(12).members().keySet()) {
            Map<String, Object> changed = new HashMap<>(good.get(12).members());
            changed.put(field, "changed");
            stored.set(12, new LogEntry("id12", changed));

            assertThat(difference()).as(field).startsWith("line 13 is ");
        }
    }

    private String difference() {
        LogComparison comparison = new LogComparison(expected());
        stored.forEach(comparison::found);
        assertThat(comparison.found()).isEqualTo(stored.size());
        return comparison.end().orElse("");
    }

    private static ExpectedDocuments expected() {
        return new ExpectedDocuments(LOG.messages(), 17);
    }
}
