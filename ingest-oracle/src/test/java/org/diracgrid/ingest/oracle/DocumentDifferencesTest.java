package org.diracgrid.ingest.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.ingest.oracle.Difference.Kind;
import org.junit.jupiter.api.Test;

/** Every way in which a document can be wrong is found; what only looks different is not. */
class DocumentDifferencesTest {

    private static final String KEY = "job_parameters_lhcb_0m/7";
    private static final Window WRITTEN = new Window(Instant.ofEpochMilli(1_000), Instant.ofEpochMilli(2_000));

    private final SortedMap<String, ObjectNode> expected = documents();
    private final SortedMap<String, ObjectNode> actual = documents();

    @Test
    void numbersCountAndTheTimestampMayBeAnyOfTheWindow() throws JsonProcessingException {
        actual.put(KEY, json("{\"JobID\":7,\"timestamp\":1001,\"Status\":\"Done\",\"Mine\":{\"a\":1.50}}"));

        assertThat(kinds()).isEmpty();
    }

    @Test
    void findsAMissingAndAnUnexpectedDocument() {
        actual.put("job_parameters_LHCb_0m/7", actual.remove(KEY));

        assertThat(kinds()).containsExactly(Kind.DOCUMENT_UNEXPECTED, Kind.DOCUMENT_MISSING);
    }

    @Test
    void findsMembersThatAreWrongMissingOrTooMany() throws JsonProcessingException {
        actual.put(KEY, json("{\"JobID\":8,\"timestamp\":1500,\"Mine\":{\"a\":\"1.5\"},\"Surplus\":null}"));

        assertThat(differences())
                .extracting(Difference::toString)
                .satisfiesExactly(
                        text -> assertThat(text).contains("job 7", "JobID is 8, expected 7"),
                        text -> assertThat(text).contains("Mine is {\"a\":\"1.5\"}, expected {\"a\":1.5}"),
                        text -> assertThat(text).contains("Status is absent, expected \"Done\""),
                        text -> assertThat(text).contains("Surplus is null, expected absent"));
    }

    @Test
    void timestampMustBeMillisecondsOfTheWindow() {
        for (String timestamp : List.of("999", "2001", "1500.5", "\"1500\"", "null")) {
            assertThat(withTimestamp(timestamp)).containsExactly(Kind.DOCUMENT_MEMBER);
        }
        actual.get(KEY).remove("timestamp");
        assertThat(kinds()).containsExactly(Kind.DOCUMENT_MEMBER);
    }

    private List<Kind> withTimestamp(String timestamp) {
        try {
            actual.get(KEY).set("timestamp", new ObjectMapper().readTree(timestamp));
            return kinds();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(timestamp, e);
        }
    }

    private List<Difference> differences() {
        return DocumentDifferences.between(expected, actual, WRITTEN);
    }

    private List<Kind> kinds() {
        return differences().stream().map(Difference::kind).toList();
    }

    private static SortedMap<String, ObjectNode> documents() {
        try {
            SortedMap<String, ObjectNode> documents = new TreeMap<>();
            documents.put(KEY, json("{\"JobID\":7,\"timestamp\":1500,\"Status\":\"Done\",\"Mine\":{\"a\":1.5}}"));
            return documents;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static ObjectNode json(String text) throws JsonProcessingException {
        return (ObjectNode) new ObjectMapper().readTree(text);
    }
}
