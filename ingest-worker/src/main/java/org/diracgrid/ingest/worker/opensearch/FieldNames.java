package org.diracgrid.ingest.worker.opensearch;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The free-form field names of one VO's indices, and the limit to them: a value whose name would go beyond it is put
 * under its name into one field that the mapping does not grow with.
 *
 * <pre>
 * limit 2, known {A, B}: {JobID: 7, A: 1, C: 2} → {JobID: 7, A: 1, OtherParameters: {C: 2}}
 * </pre>
 *
 * Members of objects are fields, too, and count: a value goes into the document with all its names or with none.
 * Thread-safe: every method holds the object's monitor; the lanes of a process share it.
 */
final class FieldNames {

    /** The field for what is beyond the limit. */
    static final String OVERFLOW = "OtherParameters";

    private final Set<String> mapped;
    private final int namesMax;
    private final Set<String> known;

    /**
     * @param mapped names that have their field anyhow; they do not count
     * @param known paths that the mapping has already, at the limit or beyond it perhaps
     * @param namesMax free-form paths at most
     */
    FieldNames(Set<String> mapped, Set<String> known, int namesMax) {
        this.mapped = Set.copyOf(mapped);
        this.known = new HashSet<>(known);
        this.known.removeAll(mapped);
        this.namesMax = namesMax;
    }

    /** {@code parameters} as they go into the document; the same map if all its names may become fields. */
    synchronized Map<String, Object> fit(Map<String, Object> parameters) {
        Map<String, Object> beyond = new TreeMap<>();
        for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
            if (!admit(parameter.getKey(), parameter.getValue())) {
                beyond.put(parameter.getKey(), parameter.getValue());
            }
        }
        if (beyond.isEmpty()) {
            return parameters;
        }
        Map<String, Object> fitting = new LinkedHashMap<>(parameters);
        fitting.keySet().removeAll(beyond.keySet());
        fitting.put(OVERFLOW, beyond);
        return fitting;
    }

    private boolean admit(String name, Object value) {
        if (mapped.contains(name)) {
            return true;
        }
        if (name.equals(OVERFLOW)) {
            return false; // Its members must not become fields of their own.
        }
        Set<String> paths = new HashSet<>();
        collect(name, value, paths);
        paths.removeAll(known);
        if (paths.isEmpty()) {
            return true;
        }
        if (known.size() + paths.size() > namesMax) {
            return false;
        }
        known.addAll(paths);
        return true;
    }

    /** The paths that OpenSearch makes fields of; a dot in a name is a level to it. */
    private static void collect(String path, Object value, Set<String> paths) {
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
            paths.add(path.substring(0, dot));
        }
        paths.add(path);
        if (value instanceof Map<?, ?> members) {
            members.forEach((name, member) -> collect(path + '.' + name, member, paths));
        } else if (value instanceof List<?> elements) {
            elements.forEach(element -> collect(path, element, paths));
        }
    }
}
