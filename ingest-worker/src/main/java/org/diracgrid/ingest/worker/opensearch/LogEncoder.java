package org.diracgrid.ingest.worker.opensearch;

import java.io.CharConversionException;
import java.util.List;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogDocuments;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogIds;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogScrubber;
import org.jspecify.annotations.Nullable;

/**
 * Makes documents of the lines of one message after the other.
 *
 * <p>Confined to its lane's context.
 */
final class LogEncoder {

    private final LogIds ids = new LogIds();
    private final LogDocuments documents = new LogDocuments();
    private final @Nullable LogScrubber scrubber;
    private @Nullable List<String> scrubbed;

    /** @param scrub whether secrets are blacked out */
    LogEncoder(boolean scrub) {
        this.scrubber = scrub ? new LogScrubber() : null;
    }

    /** Goes on to the lines of {@code event}. */
    void begin(PilotLogEvent event) {
        ids.begin(event);
        scrubbed = scrubber == null ? null : scrubber.scrub(event.lines());
    }

    /**
     * The document of line {@code line} of {@code event}, with which was begun.
     *
     * @throws CharConversionException if a text of it is not Unicode
     */
    BulkItem encode(PilotLogEvent event, int line, String index, long pilotId) throws CharConversionException {
        String text = scrubbed == null ? event.lines().get(line).message() : scrubbed.get(line);
        byte[] document = documents.write(event, line, text, pilotId);
        return new BulkItem(index, ids.of(line), document, BulkItem.Action.INDEX);
    }
}
