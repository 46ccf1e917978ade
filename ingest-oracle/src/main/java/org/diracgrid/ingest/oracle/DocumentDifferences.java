package org.diracgrid.ingest.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.diracgrid.ingest.oracle.Difference.Kind;
import org.jspecify.annotations.Nullable;

/** Finds documents of parameters, of jobs or pilots, that are not as expected: index, id, number, every parameter. */
public final class DocumentDifferences {

    private static final String TIMESTAMP = "timestamp";

    /** Two numbers are the same if they count the same, however they are written; no two other values are. */
    private static final Comparator<JsonNode> BY_VALUE = (one, other) -> one.isNumber() && other.isNumber()
            ? one.decimalValue().compareTo(other.decimalValue())
            : one.equals(other) ? 0 : 1;

    private final Window written;
    private final List<Difference> found = new ArrayList<>();

    private DocumentDifferences(Window written) {
        this.written = written;
    }

    /**
     * Compares everything.
     *
     * @param expected documents by {@code index/id}
     * @param written when the store was written; of {@code timestamp} nothing else is asked than to lie in there
     * @return what differs, ascending by index and id; empty if nothing does
     */
    public static List<Difference> between(
            SortedMap<String, ObjectNode> expected, SortedMap<String, ObjectNode> actual, Window written) {
        DocumentDifferences differences = new DocumentDifferences(written);
        Set<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        keys.forEach(key -> differences.compare(key, expected.get(key), actual.get(key)));
        return List.copyOf(differences.found);
    }

    private void compare(String key, @Nullable ObjectNode expected, @Nullable ObjectNode actual) {
        if (expected == null || actual == null) {
            found.add(
                    expected == null
                            ? Difference.of(Kind.DOCUMENT_UNEXPECTED, key, key + " is " + actual)
                            : Difference.of(Kind.DOCUMENT_MISSING, key, key + " is not there"));
            return;
        }
        Set<String> names = new TreeSet<>();
        expected.fieldNames().forEachRemaining(names::add);
        actual.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            JsonNode wanted = expected.get(name);
            JsonNode stored = actual.get(name);
            if (name.equals(TIMESTAMP) ? !isOfWriter(stored) : !isSame(wanted, stored)) {
                String detail = key + ' ' + name + " is " + quote(stored) + ", expected "
                        + (name.equals(TIMESTAMP) ? "milliseconds within " + written : quote(wanted));
                found.add(Difference.of(Kind.DOCUMENT_MEMBER, key, detail));
            }
        }
    }

    private boolean isOfWriter(@Nullable JsonNode timestamp) {
        return timestamp != null && timestamp.isIntegralNumber() && written.hasMillis(timestamp.longValue());
    }

    private static boolean isSame(@Nullable JsonNode wanted, @Nullable JsonNode stored) {
        return wanted != null && stored != null && wanted.equals(BY_VALUE, stored);
    }

    private static String quote(@Nullable JsonNode value) {
        return value == null ? "absent" : value.toString();
    }
}
