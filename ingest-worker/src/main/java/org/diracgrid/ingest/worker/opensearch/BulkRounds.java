package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.worker.opensearch.ParameterDocument.Part;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Sends the documents of one batch, each merged from all its parts, and splits those that are refused until the part
 * that is to blame stands alone. One bulk request a round, in it at most one piece of each job (or pilot); the pieces of a
 * job take effect in their order.
 *
 * <pre>
 * round 1   job 7 [a b c d] refused        job 8 [e f] stored
 * round 2   job 7 [a b] stored
 * round 3   job 7 [c d] refused
 * round 4   job 7 [c] refused → c is rejected
 * round 5   job 7 [d] stored
 * </pre>
 *
 * Where a piece has to be tried again, so have all later pieces of that job: they must not overtake it.
 *
 * <p>Confined to the lane that writes the batch.
 */
final class BulkRounds {

    /** A run of parts of one document, and what comes after it. */
    private record Piece(ParameterDocument document, int from, int to) {

        boolean isSingle() {
            return to - from == 1;
        }

        Piece firstHalf() {
            return new Piece(document, from, (from + to) / 2);
        }

        Piece secondHalf() {
            return new Piece(document, (from + to) / 2, to);
        }
    }

    private final BulkLane lane;
    private final WriteMode mode;
    private final long nowMs;
    private final WriteLeave leave;
    private final WriteOutcome[] outcomes;

    /** Pieces that were not sent yet, one stack a job, the next piece on top. */
    private List<Deque<Piece>> open = new ArrayList<>();

    /**
     * Rounds of one batch.
     *
     * @param leave the batch's
     * @param outcomes one place per request of the batch; the places of the documents' parts are filled in
     */
    BulkRounds(BulkLane lane, WriteMode mode, long nowMs, WriteLeave leave, WriteOutcome[] outcomes) {
        this.leave = leave;
        this.lane = lane;
        this.mode = mode;
        this.nowMs = nowMs;
        this.outcomes = outcomes;
    }

    /**
     * Writes documents.
     *
     * @param jobs one list a job: its document; or, where it moves to another index, its documents in their order
     * @return done once every part has its outcome; or a failure with a {@link StoreException} if the first request
     *     failed, so that nothing is known about any of them
     */
    Future<Void> write(Collection<List<ParameterDocument>> jobs) {
        for (List<ParameterDocument> documents : jobs) {
            Deque<Piece> pieces = new ArrayDeque<>();
            documents.forEach(document -> pieces.add(new Piece(document, 0, document.size())));
            open.add(pieces);
        }
        return round().compose(unused -> rounds());
    }

    private Future<Void> rounds() {
        return open.isEmpty()
                ? Future.succeededFuture()
                : round().recover(this::failRest).compose(unused -> rounds());
    }

    /** Sends the top of each stack and deals with the answers. */
    private Future<Void> round() {
        List<Deque<Piece>> sent = new ArrayList<>();
        List<BulkItem> items = new ArrayList<>();
        for (Deque<Piece> pieces : open) {
            BulkItem item = encode(pieces);
            if (item != null) {
                sent.add(pieces);
                items.add(item);
            }
        }
        open = sent;
        if (items.isEmpty()) {
            return Future.succeededFuture();
        }
        return lane.send(items, leave).map(answers -> {
            for (int i = 0; i < answers.size(); i++) {
                settle(sent.get(i), answers.get(i));
            }
            open.removeIf(Deque::isEmpty);
            return null;
        });
    }

    /** The next piece that can be written as JSON, still on its stack; null if none is left. */
    private @Nullable BulkItem encode(Deque<Piece> pieces) {
        while (!pieces.isEmpty()) {
            Piece piece = pieces.element();
            try {
                return piece.document().merged(piece.from(), piece.to(), mode, nowMs);
            } catch (IOException e) {
                refuse(pieces, ReasonCode.UNENCODABLE, String.valueOf(e.getMessage()));
            }
        }
        return null;
    }

    private void settle(Deque<Piece> pieces, ItemAnswer answer) {
        switch (answer.fate()) {
            case STORED ->
                assign(
                        pieces.pop(),
                        answer.unchanged() ? WriteOutcome.Superseded.INSTANCE : WriteOutcome.Stored.INSTANCE);
            case REJECTED -> refuse(pieces, ReasonCode.OS_REJECTED_DOCUMENT, answer.detail());
            case TRANSIENT, UNCLASSIFIED, FATAL -> failAll(pieces, answer.failure());
        }
    }

    /** Splits the piece on top, or rejects the one part that it is. */
    private void refuse(Deque<Piece> pieces, ReasonCode reason, String detail) {
        Piece piece = pieces.pop();
        if (piece.isSingle()) {
            assign(piece, new WriteOutcome.Rejected(reason, detail));
        } else {
            pieces.push(piece.secondHalf());
            pieces.push(piece.firstHalf());
        }
    }

    /** After a round that failed as a whole: what earlier rounds settled stays so. */
    private Future<Void> failRest(Throwable cause) {
        StoreFailure failure = OpenSearchFailures.of(cause).failure();
        open.forEach(pieces -> failAll(pieces, failure));
        open.clear();
        return Future.succeededFuture();
    }

    private void failAll(Deque<Piece> pieces, StoreFailure failure) {
        pieces.forEach(piece -> assign(piece, new WriteOutcome.Failed(failure)));
        pieces.clear();
    }

    private void assign(Piece piece, WriteOutcome outcome) {
        for (Part part : piece.document().parts(piece.from(), piece.to())) {
            outcomes[part.request()] = outcome;
        }
    }
}
