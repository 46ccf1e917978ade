package org.diracgrid.ingest.worker.opensearch.pilotlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gaps and repetitions are counted, pilot by pilot, and refused they are not. */
class LogSequencesTest {

    private final LogCounters counters = new LogCounters();
    private final LogSequences sequences = new LogSequences(counters, 3);

    @ParameterizedTest
    @CsvSource({
        "0 1 2 3,       0, 0",
        "0 1 4,         2, 0",
        "0 1 4 2,       1, 0",
        "0 1 4 2 2 3 3, 0, 2",
        "0 0 0,         0, 2",
        "7 8,           0, 0", // another worker had those before
        "7 6,           0, 1",
        "0 100 99,      98, 0",
        "0 100 36,      99, 1", // too late to be told from a repetition
        "0 64 1,        62, 0",
        "0 63 0,        62, 1",
        "0 5000000000,  4999999999, 0",
    })
    void countsWhatIsMissingAndWhatCameAgain(String numbers, long missing, long repeated) {
        Stream.of(numbers.split(" ")).forEach(number -> sequences.settled("a", Long.parseLong(number)));

        assertThat(counters.missingMessages()).isEqualTo(missing);
        assertThat(counters.repeatedMessages()).isEqualTo(repeated);
    }

    @Test
    void keepsPilotsApartAndForgetsThoseThatWereMetLongAgo() {
        for (String stamp : List.of("a", "b", "c")) {
            sequences.settled(stamp, 0);
        }
        sequences.settled("a", 2);
        assertThat(counters.missingMessages()).isEqualTo(1);

        sequences.settled("d", 0); // b is forgotten
        sequences.settled("b", 9);
        sequences.settled("a", 4);

        assertThat(counters.missingMessages()).isEqualTo(2);
        assertThat(counters.repeatedMessages()).isZero();
    }

    /** Against a set of all numbers, for pilots that begin with their first message and stay within the window. */
    @Property
    void agreesWithASetOfAllNumbers(@ForAll @NotEmpty List<@IntRange(max = 60) Integer> numbers) {
        LogCounters counted = new LogCounters();
        LogSequences tried = new LogSequences(counted, 1);
        Set<Integer> seen = new HashSet<>();
        tried.settled("a", 0);
        seen.add(0);
        int repeated = 0;
        int highest = 0;
        for (int number : numbers) {
            tried.settled("a", number);
            repeated += seen.add(number) ? 0 : 1;
            highest = Math.max(highest, number);
        }

        assertThat(counted.repeatedMessages()).isEqualTo(repeated);
        assertThat(counted.missingMessages()).isEqualTo(highest + 1 - seen.size());
    }
}
