package org.diracgrid.ingest.chaos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.diracgrid.ingest.demo.workload.Emission;
import org.junit.jupiter.api.Test;

/** A job is heard of early, and of no new job while a fault lasts; each job's own events keep their order. */
final class JobsAheadTest {

    @Test
    void letsFirstEventsComeEarly() {
        assertThat(rest(ahead("a1 b1 a2 b2 c1 a3 d1 b3", 10))).isEqualTo("a1 b1 c1 d1 a2 b2 a3 b3");
    }

    @Test
    void looksNoFurtherThanItIsTold() {
        assertThat(rest(ahead("a1 b1 a2 b2 c1 a3 d1 b3", 2))).isEqualTo("a1 b1 a2 c1 b2 d1 a3 b3");
    }

    @Test
    void holdsFirstEventsBackWhileThereAreOthers() {
        JobsAhead events = ahead("a1 a2 a3 a4 b1 a5 c1", 2);
        assertThat(next(events)).isEqualTo("a1");
        assertThat(next(events)).isEqualTo("a2");

        events.holdBack(true);
        assertThat(next(events) + " " + next(events)).isEqualTo("a3 a4");
        events.holdBack(false);

        assertThat(rest(events)).isEqualTo("b1 c1 a5");
    }

    @Test
    void goesOnWithFirstEventsWhereThereAreNoOthers() {
        JobsAhead events = ahead("a1 b1 c1", 2);
        events.holdBack(true);

        assertThat(rest(events)).isEqualTo("a1 b1 c1");
    }

    private static JobsAhead ahead(String events, int ahead) {
        return new JobsAhead(
                Arrays.stream(events.split(" ")).map(JobsAheadTest::emission).iterator(), ahead);
    }

    /** The letter is the job, the digit tells them apart. */
    private static Emission emission(String name) {
        byte[] key = name.substring(0, 1).getBytes(US_ASCII);
        return new Emission(key, name.getBytes(US_ASCII), Map.of(), null, Set.of(), null, null);
    }

    private static String next(JobsAhead events) {
        return new String(events.next().value(), US_ASCII);
    }

    private static String rest(JobsAhead events) {
        Iterable<Emission> all = () -> events;
        return StreamSupport.stream(all.spliterator(), false)
                .map(event -> new String(event.value(), US_ASCII))
                .collect(Collectors.joining(" "));
    }
}
