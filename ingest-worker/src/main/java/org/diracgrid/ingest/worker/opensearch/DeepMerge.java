package org.diracgrid.ingest.worker.opensearch;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Merges one partial document into another as OpenSearch merges {@code doc} into a stored document: objects member by
 * member, everything else, arrays and null too, replaces what was there. Stateless.
 *
 * <pre>
 * {a: {x: 1, y: 1}, b: [1, 2]} + {a: {y: 2}, b: [3]} = {a: {x: 1, y: 2}, b: [3]}
 * </pre>
 */
final class DeepMerge {

    private DeepMerge() {}

    /** Changes {@code target}, and no map that is inside it. */
    static void into(Map<String, Object> target, Map<String, ?> changes) {
        changes.forEach((name, value) -> target.put(name, merged(target.get(name), value)));
    }

    private static Object merged(@Nullable Object before, Object change) {
        if (before instanceof Map<?, ?> old && change instanceof Map<?, ?> members) {
            Map<String, Object> merged = new LinkedHashMap<>();
            old.forEach((name, value) -> merged.put(String.valueOf(name), value));
            members.forEach((name, value) -> merged.put(String.valueOf(name), merged(old.get(name), value)));
            return merged;
        }
        return change;
    }
}
