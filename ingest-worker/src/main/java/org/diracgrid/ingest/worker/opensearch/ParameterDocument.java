package org.diracgrid.ingest.worker.opensearch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the events of one batch say about one job or pilot, in their order. Confined to the lane that writes the batch. */
final class ParameterDocument {

    /** Member of every document: the time of writing, milliseconds since the epoch, unless an event brings one. */
    static final String TIMESTAMP = "timestamp";

    /**
     * What one event says.
     *
     * @param request the event's place in the batch
     */
    record Part(int request, Map<String, Object> parameters) {}

    private final String index;
    private final Subject subject;
    private final List<Part> parts = new ArrayList<>();

    ParameterDocument(String index, Subject subject) {
        this.index = index;
        this.subject = subject;
    }

    String index() {
        return index;
    }

    void add(Part part) {
        parts.add(part);
    }

    int size() {
        return parts.size();
    }

    /** The parts from number {@code from} up to, without, {@code to}. */
    List<Part> parts(int from, int to) {
        return parts.subList(from, to);
    }

    /**
     * These parts merged into one update.
     *
     * @param nowMs the current time, milliseconds since the epoch
     * @throws IOException if a text is not Unicode
     */
    BulkItem merged(int from, int to, WriteMode mode, long nowMs) throws IOException {
        List<Map<String, Object>> given =
                parts(from, to).stream().map(Part::parameters).toList();
        return merged(index, subject, given, mode, nowMs);
    }

    /** The same for parameters that no batch brings. */
    static BulkItem merged(
            String index, Subject subject, List<Map<String, Object>> parameters, WriteMode mode, long nowMs)
            throws IOException {
        Map<String, Object> document = new LinkedHashMap<>(subject.members());
        document.put(TIMESTAMP, nowMs);
        parameters.forEach(each -> DeepMerge.into(document, each));
        return new BulkItem(index, Long.toString(subject.number()), DocumentJson.write(document), mode.action());
    }
}
