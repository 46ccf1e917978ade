package org.diracgrid.ingest.worker.opensearch;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.json.JsonException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.opensearch._types.OpenSearchException;
import org.opensearch.client.opensearch.generic.OpenSearchClientException;
import org.opensearch.client.transport.httpclient5.ResponseException;
import org.opensearch.client.util.MissingRequiredPropertyException;

/**
 * What a failure means for the batch, or for one document of it: a table from status and error type to a fate, and
 * nothing else. Stateless.
 *
 * <p>The type goes before the status where the server's status misleads: a full disk answers 403 and a full cluster 400,
 * and both go by without any document being at fault.
 */
final class OpenSearchFailures {

    static final String STORE = "opensearch";

    /** What happens to a document. */
    enum Fate {
        STORED,
        /** This document can never be stored. */
        REJECTED,
        TRANSIENT,
        UNCLASSIFIED,
        FATAL
    }

    /** Characters of a server's message that are passed on. */
    private static final int MESSAGE_MAX = 500;

    /** Error types whose fate their status does not tell. */
    private static final Map<String, Fate> BY_TYPE = Map.of(
            "cluster_block_exception", Fate.TRANSIENT, // 403 or 429: disk above the flood stage, or made read-only
            "validation_exception", Fate.TRANSIENT, // 400: the new index would exceed cluster.max_shards_per_node
            "index_closed_exception", Fate.TRANSIENT, // 400: closed for a restore, for example
            "index_not_found_exception", Fate.FATAL, // 404: indices may not be made automatically
            "es_rejected_execution_exception", Fate.TRANSIENT, // 429, Elasticsearch 7 and 8
            "rejected_execution_exception", Fate.TRANSIENT, // 429, OpenSearch
            "circuit_breaking_exception", Fate.TRANSIENT, // 429 or 503
            "version_conflict_engine_exception", Fate.TRANSIENT, // 409
            "unavailable_shards_exception", Fate.TRANSIENT, // 503
            "process_cluster_event_timeout_exception", Fate.TRANSIENT); // 503: a mapping update waits

    /**
     * What is said, with 400 and an {@code illegal_argument_exception}, where two documents brought the same new name at the
     * same time, with values of two types. One of them gave the field its type; the other may well fit it, and is told
     * otherwise if it is written again and does not.
     */
    private static final List<String> RACES = List.of("cannot be changed from type", "object mapping");

    private OpenSearchFailures() {}

    /**
     * The fate of a document.
     *
     * @param status of its item of a bulk answer
     * @param type of the error; null if there is none
     * @param reason of the error, in the server's words; null if there is none
     */
    static Fate ofItem(int status, @Nullable String type, @Nullable String reason) {
        if (status >= 200 && status < 300) {
            return Fate.STORED;
        }
        Fate byType = type == null ? null : BY_TYPE.get(type);
        if (byType != null) {
            return byType;
        }
        if (isRace(type, reason)) {
            return Fate.UNCLASSIFIED;
        }
        return switch (status) {
            case 401, 403 -> Fate.FATAL;
            case 408, 409, 425, 429, 502, 503, 504 -> Fate.TRANSIENT;
            default -> status >= 400 && status < 500 ? Fate.REJECTED : Fate.UNCLASSIFIED;
        };
    }

    private static boolean isRace(@Nullable String type, @Nullable String reason) {
        return "illegal_argument_exception".equals(type)
                && reason != null
                && RACES.stream().anyMatch(reason::contains);
    }

    /** What a whole request's {@code status} and error {@code type} mean; documents are never rejected by it. */
    static Kind ofRequest(int status, @Nullable String type) {
        Fate byType = type == null ? null : BY_TYPE.get(type);
        if (byType != null) {
            return kind(byType);
        }
        return switch (status) {
            case 401, 403 -> Kind.FATAL;
            case 400, 413 -> Kind.UNCLASSIFIED; // One request of the batch may be the reason, or its size.
            default -> Kind.TRANSIENT; // 404 and the like come from a proxy whose OpenSearch is away.
        };
    }

    /** The kind of a failed attempt with that fate. */
    static Kind kind(Fate fate) {
        return switch (fate) {
            case TRANSIENT -> Kind.TRANSIENT;
            case FATAL -> Kind.FATAL;
            case STORED, REJECTED, UNCLASSIFIED -> Kind.UNCLASSIFIED;
        };
    }

    /** Failure of an attempt that ended with {@code cause}. */
    static StoreException of(Throwable cause) {
        return cause instanceof StoreException known ? known : new StoreException(classify(cause), cause);
    }

    static StoreFailure classify(Throwable thrown) {
        Throwable last = thrown;
        for (Throwable cause = thrown; cause != null; cause = next(cause)) {
            StoreFailure failure = known(cause);
            if (failure != null) {
                return failure;
            }
            last = cause;
        }
        return failure(Kind.UNCLASSIFIED, last.getClass().getSimpleName(), last);
    }

    private static @Nullable StoreFailure known(Throwable cause) {
        if (cause instanceof StoreException e) {
            return e.failure(); // refused by the worker itself
        }
        if (cause instanceof ResponseException e) {
            return ofStatus(e.status(), typeIn(e.getMessage()), e);
        }
        if (cause instanceof OpenSearchException e) {
            return ofStatus(e.status(), e.error().type(), e);
        }
        if (cause instanceof OpenSearchClientException e) {
            return ofStatus(e.status(), typeIn(e.getMessage()), e);
        }
        if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
            return failure(Kind.FATAL, "TLS", cause);
        }
        if (cause instanceof JsonException
                || cause instanceof JsonProcessingException
                || cause instanceof MissingRequiredPropertyException
                || cause instanceof NoSuchElementException) { // what the client's parser says to an empty body
            return failure(Kind.TRANSIENT, "ANSWER", cause); // Not OpenSearch's: a proxy's page, or cut off.
        }
        if (cause instanceof TimeoutException) {
            return failure(Kind.TRANSIENT, "TIMEOUT", cause); // no connection became free, or a ping took too long
        }
        if (cause instanceof CancellationException) {
            return failure(Kind.TRANSIENT, "CONNECTION", cause);
        }
        // A lost answer leaves open whether the documents were written; writing them again changes nothing.
        boolean isLast = next(cause) == null;
        return isLast && cause instanceof IOException ? failure(Kind.TRANSIENT, "CONNECTION", cause) : null;
    }

    private static StoreFailure ofStatus(int status, @Nullable String type, Throwable cause) {
        return failure(ofRequest(status, type), Integer.toString(status), cause);
    }

    /** The error type that a message quotes from the answer; null if it quotes none that matters. */
    private static @Nullable String typeIn(@Nullable String message) {
        return BY_TYPE.keySet().stream()
                .filter(type -> message != null && message.contains('"' + type + '"'))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Throwable next(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return cause == thrown ? null : cause;
    }

    /** A batch's failure that the worker found out itself. */
    static StoreException failure(Kind kind, String code, String message) {
        return new StoreException(new StoreFailure(kind, STORE, code, message), null);
    }

    private static StoreFailure failure(Kind kind, String code, Throwable cause) {
        String message = cause.getMessage();
        return new StoreFailure(
                kind, STORE, code, brief(message == null ? cause.getClass().getName() : message));
    }

    /** The beginning of {@code message}: a proxy's page may be long. */
    static String brief(String message) {
        return message.length() <= MESSAGE_MAX ? message : message.substring(0, MESSAGE_MAX) + '…';
    }
}
