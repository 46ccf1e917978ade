package org.diracgrid.ingest.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The job parameters in OpenSearch. DiracX writes them at once, and does not undo them where the rest of its call fails; how
 * far such a call came depends on the order of its jobs. Here, as in the worker, a failed call writes none. A job without
 * VO has no document. Keys are {@code index/id}.
 */
final class Documents {

    private final SortedMap<String, ObjectNode> documents = new TreeMap<>();

    void upsert(String vo, int jobId, Map<String, ? extends JsonNode> members, Instant now) {
        if (vo.isEmpty()) {
            return;
        }
        String index = "job_parameters_" + vo.toLowerCase(Locale.ROOT) + '_' + jobId / 1_000_000 + 'm';
        ObjectNode document =
                documents.computeIfAbsent(index + '/' + jobId, key -> JsonNodeFactory.instance.objectNode());
        document.put("JobID", jobId);
        document.put("timestamp", now.toEpochMilli());
        members.forEach((name, value) -> merge(document, name, value));
    }

    SortedMap<String, ObjectNode> snapshot() {
        SortedMap<String, ObjectNode> copy = new TreeMap<>();
        documents.forEach((key, document) -> copy.put(key, document.deepCopy()));
        return copy;
    }

    /** Objects are merged member by member, everything else is replaced. */
    static void merge(ObjectNode into, String name, JsonNode value) {
        if (value.isObject() && into.get(name) instanceof ObjectNode inner) {
            value.properties().forEach(member -> merge(inner, member.getKey(), member.getValue()));
        } else {
            into.set(name, value.deepCopy());
        }
    }
}
