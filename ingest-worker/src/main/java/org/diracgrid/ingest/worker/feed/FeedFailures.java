package org.diracgrid.ingest.worker.feed;

import java.util.List;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.diracgrid.ingest.model.event.Topics;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;

/**
 * What it means that a batch could not be told of: a table from the type of Kafka's exception to its fate. Pure.
 *
 * <p>No event is ever to blame: its rows are committed. So nothing here is worth bisecting for; what is not fatal is tried
 * again for as long as it takes.
 */
final class FeedFailures {

    /** Name of the feed in failures. */
    static final String FEED = "feed";

    /** How deep the cause may lie: a producer that has become useless wraps what made it so. */
    private static final int DEPTH_MAX = 8;

    /**
     * @param type what is looked for, the exception or one of its causes
     * @param code for operators to select by
     * @param advice what would help
     */
    private record Fatal(Class<? extends Exception> type, String code, String advice) {}

    private static final List<Fatal> FATAL = List.of(
            new Fatal(AuthorizationException.class, "NOT_AUTHORIZED", "the worker's user needs the right to write it"),
            new Fatal(AuthenticationException.class, "NOT_AUTHENTICATED", "check the credentials of kafka.*"),
            // Its texts are bounded by the columns they come from: a few KiB.
            new Fatal(
                    RecordTooLargeException.class,
                    "TOO_LARGE",
                    "raise max.message.bytes of the topic to 64 KiB or more"),
            new Fatal(InvalidTopicException.class, "INVALID_TOPIC", "the broker does not allow that name"),
            new Fatal(
                    UnsupportedVersionException.class, "UNSUPPORTED", "the broker does not know idempotent producers"));

    private FeedFailures() {}

    static StoreException of(Throwable thrown) {
        if (thrown instanceof StoreException known) {
            return known;
        }
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < DEPTH_MAX; cause = cause.getCause(), depth++) {
            for (Fatal fatal : FATAL) {
                if (fatal.type().isInstance(cause)) {
                    return failed(Kind.FATAL, fatal.code(), text(cause) + "; " + fatal.advice(), thrown);
                }
            }
        }
        return failed(Kind.TRANSIENT, thrown.getClass().getSimpleName(), text(thrown), thrown);
    }

    private static StoreException failed(Kind kind, String code, String text, Throwable thrown) {
        return new StoreException(
                new StoreFailure(kind, FEED, code, "cannot write " + Topics.JOBS_APPLIED + ": " + text), thrown);
    }

    private static String text(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
