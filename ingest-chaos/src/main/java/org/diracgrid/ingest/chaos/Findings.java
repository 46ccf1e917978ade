package org.diracgrid.ingest.chaos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a scenario measured, and where a guarantee was broken.
 *
 * <p>Thread-safe: every method holds the object's monitor.
 */
final class Findings {

    /** Enough to see what is wrong. */
    private static final int VIOLATIONS_KEPT = 100;

    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();
    private int violationCount;

    /** Notes a figure; a later one of that name takes its place. */
    synchronized void figure(String name, Object value) {
        figures.put(name, value);
    }

    /** Notes that a guarantee is broken. */
    synchronized void violation(String sentence) {
        violationCount++;
        if (violations.size() < VIOLATIONS_KEPT) {
            violations.add(sentence);
        }
    }

    /** Notes it unless {@code holds}. */
    void require(boolean holds, String otherwise) {
        if (!holds) {
            violation(otherwise);
        }
    }

    synchronized boolean areGood() {
        return violationCount == 0;
    }

    synchronized int violationCount() {
        return violationCount;
    }

    /** In the order in which they were noted; immutable. */
    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** In the order in which they were noted. */
    synchronized Map<String, Object> figures() {
        return new LinkedHashMap<>(figures);
    }
}
