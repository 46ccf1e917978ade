package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.io.CharConversionException;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one batch on their way to OpenSearch: in their order, in one request after the other, each as large as
 * {@value #REQUEST_BYTES} bytes allow. Documents are made request by request, so that a batch of many short lines takes no
 * more memory than one of few long ones.
 *
 * <p>Confined to the lane that writes the batch.
 */
final class LogLines {

    /** The client holds a request twice, and lanes write at the same time: far below what a server takes, 100 MiB. */
    static final int REQUEST_BYTES = 1 << 20;

    /** Of a document beside its own bytes: the line that names index and id, and the client's objects. */
    private static final int OVERHEAD_BYTES = 200;

    /**
     * The lines of one event, where they go, and what has become of them. Of several answers the gravest counts: an event
     * is stored if all its lines are, and rejected only when no line of it is left to be tried again.
     */
    static final class Source {

        private final PilotLogEvent event;
        private final String index;
        private final long pilotId;
        private boolean unchanged = true;
        private @Nullable StoreFailure failure;
        private WriteOutcome.@Nullable Rejected rejected;

        Source(PilotLogEvent event, String index, long pilotId) {
            this.event = event;
            this.index = index;
            this.pilotId = pilotId;
        }

        long pilotId() {
            return pilotId;
        }

        WriteOutcome outcome() {
            if (failure != null) {
                return new WriteOutcome.Failed(failure);
            }
            if (rejected != null) {
                return rejected;
            }
            return unchanged ? WriteOutcome.Superseded.INSTANCE : WriteOutcome.Stored.INSTANCE;
        }

        private void settle(int line, ItemAnswer answer) {
            switch (answer.fate()) {
                case STORED -> unchanged &= answer.unchanged();
                case REJECTED -> reject(line, ReasonCode.OS_REJECTED_DOCUMENT, answer.detail());
                case TRANSIENT, UNCLASSIFIED, FATAL -> fail(answer.failure());
            }
        }

        /** The first line that is refused gives the reason; the others are stored. */
        private void reject(int line, ReasonCode reason, String detail) {
            if (rejected == null) {
                rejected = new WriteOutcome.Rejected(
                        reason, "line " + line + " of 0 to " + (event.lines().size() - 1) + ": " + detail);
            }
        }

        private void fail(StoreFailure newer) {
            if (failure == null || newer.kind() == StoreFailure.Kind.FATAL) {
                failure = newer;
            }
        }
    }

    /** Where the answer to a document goes. */
    private record Sent(Source source, int line) {}

    private final BulkLane lane;
    private final LogEncoder encoder;
    private final List<Source> sources;
    private final WriteLeave leave;
    private int source; // the next line to be sent is of this one
    private int line;

    /** @param leave of the batch that they come from */
    LogLines(BulkLane lane, LogEncoder encoder, List<Source> sources, WriteLeave leave) {
        this.leave = leave;
        this.lane = lane;
        this.encoder = encoder;
        this.sources = sources;
    }

    /**
     * Writes all lines.
     *
     * @return done once every source has its outcome; or a failure with a {@link StoreException} where a request failed,
     *     whatever became of those before it: what is written again is the same
     */
    Future<Void> write() {
        List<Sent> sent = new ArrayList<>();
        List<BulkItem> items = new ArrayList<>();
        for (long bytes = 0; source < sources.size() && bytes < REQUEST_BYTES; bytes += add(sent, items)) {}
        if (items.isEmpty()) {
            return Future.succeededFuture();
        }
        return lane.send(items, leave).compose(answers -> {
            for (int i = 0; i < answers.size(); i++) {
                sent.get(i).source().settle(sent.get(i).line(), answers.get(i));
            }
            return write();
        });
    }

    /** Adds the next line; returns about how many bytes that takes. */
    private int add(List<Sent> sent, List<BulkItem> items) {
        Source current = sources.get(source);
        if (line == 0) {
            encoder.begin(current.event);
        }
        int size = 0;
        try {
            BulkItem item = encoder.encode(current.event, line, current.index, current.pilotId);
            sent.add(new Sent(current, line));
            items.add(item);
            size = item.document().length + OVERHEAD_BYTES;
        } catch (CharConversionException e) {
            current.reject(line, ReasonCode.UNENCODABLE, String.valueOf(e.getMessage()));
        }
        line++;
        if (line == current.event.lines().size()) {
            source++;
            line = 0;
        }
        return size;
    }
}
