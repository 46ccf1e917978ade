package org.diracgrid.ingest.worker.opensearch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the events of one batch say about one job, in their order. Confined to the lane that writes the batch. */
final class JobDocument {

    /**
     * What one event says.
     *
     * @param request the event's place in the batch
     */
    record Part(int request, Map<String, Object> parameters) {}

    private final String index;
    private final int jobId;
    private final List<Part> parts = new ArrayList<>();

    JobDocument(String index, int jobId) {
        this.index = index;
        this.jobId = jobId;
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
        Map<String, Object> document = document(jobId, nowMs);
        parts(from, to).forEach(part -> DeepMerge.into(document, part.parameters()));
        return new BulkItem(index, Integer.toString(jobId), DocumentJson.write(document), mode);
    }

    /** What every document of a job begins with. */
    static Map<String, Object> document(int jobId, long nowMs) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("JobID", jobId);
        document.put("timestamp", nowMs);
        return document;
    }
}
