package org.diracgrid.ingest.worker.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import jakarta.json.stream.JsonParsingException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.diracgrid.ingest.worker.opensearch.OpenSearchFailures.Fate;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.opensearch.client.opensearch._types.ErrorCause;
import org.opensearch.client.opensearch._types.ErrorResponse;
import org.opensearch.client.opensearch._types.OpenSearchException;

/** Every answer has the fate that it deserves. */
class OpenSearchFailuresTest {

    @ParameterizedTest
    @CsvSource({
        "200, , STORED",
        "201, , STORED",
        "400, mapper_parsing_exception, REJECTED",
        "400, illegal_argument_exception, REJECTED",
        "400, strict_dynamic_mapping_exception, REJECTED",
        "404, document_missing_exception, REJECTED",
        "413, , REJECTED",
        "422, , REJECTED",
        "408, , TRANSIENT",
        "409, version_conflict_engine_exception, TRANSIENT",
        "409, , TRANSIENT",
        "425, , TRANSIENT",
        "429, rejected_execution_exception, TRANSIENT",
        "429, es_rejected_execution_exception, TRANSIENT",
        "429, cluster_block_exception, TRANSIENT",
        "502, , TRANSIENT",
        "503, unavailable_shards_exception, TRANSIENT",
        "503, process_cluster_event_timeout_exception, TRANSIENT",
        "504, , TRANSIENT",
        "500, circuit_breaking_exception, TRANSIENT",
        "403, cluster_block_exception, TRANSIENT", // made read-only: the block goes away
        "400, validation_exception, TRANSIENT", // the cluster has all the shards that it may have
        "400, index_closed_exception, TRANSIENT",
        "401, security_exception, FATAL",
        "403, security_exception, FATAL",
        "403, , FATAL",
        "404, index_not_found_exception, FATAL", // action.auto_create_index is off
        "500, , UNCLASSIFIED",
        "500, null_pointer_exception, UNCLASSIFIED",
        "507, , UNCLASSIFIED",
        "302, , UNCLASSIFIED",
        "0, , UNCLASSIFIED",
    })
    void judgesItems(int status, String type, Fate fate) {
        assertThat(OpenSearchFailures.ofItem(status, type, "why")).isEqualTo(fate);
    }

    /** As OpenSearch 3 words them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "illegal_argument_exception | mapper [X] cannot be changed from type [long] to [float]          | UNCLASSIFIED",
                "illegal_argument_exception | can't merge a non object mapping [X] with an object mapping       | UNCLASSIFIED",
                "illegal_argument_exception | Limit of total fields [1000] has been exceeded                    | REJECTED",
                "mapper_parsing_exception   | object mapping for [X] tried to parse field [X] as object         | REJECTED",
            })
    void triesAgainWhatTwoNewTypesOfOneFieldCost(String type, String reason, Fate fate) {
        assertThat(OpenSearchFailures.ofItem(400, type, reason)).isEqualTo(fate);
    }

    @ParameterizedTest
    @CsvSource({
        "400, , UNCLASSIFIED",
        "400, illegal_argument_exception, UNCLASSIFIED",
        "413, , UNCLASSIFIED",
        "401, , FATAL",
        "403, security_exception, FATAL",
        "403, cluster_block_exception, TRANSIENT",
        "404, , TRANSIENT",
        "405, , TRANSIENT",
        "408, , TRANSIENT",
        "429, circuit_breaking_exception, TRANSIENT",
        "500, , TRANSIENT",
        "502, , TRANSIENT",
        "503, cluster_block_exception, TRANSIENT",
        "504, , TRANSIENT",
        "302, , TRANSIENT",
    })
    void judgesRequests(int status, String type, Kind kind) {
        assertThat(OpenSearchFailures.ofRequest(status, type)).isEqualTo(kind);
    }

    static Stream<Arguments> exceptions() {
        return Stream.of(
                Arguments.of(new ConnectException("refused"), Kind.TRANSIENT, "CONNECTION"),
                Arguments.of(new UnknownHostException("h"), Kind.TRANSIENT, "CONNECTION"),
                Arguments.of(new SocketTimeoutException("10 s"), Kind.TRANSIENT, "CONNECTION"),
                Arguments.of(new EOFException(), Kind.TRANSIENT, "CONNECTION"),
                Arguments.of(new TimeoutException("no connection is free"), Kind.TRANSIENT, "TIMEOUT"),
                Arguments.of(new SSLHandshakeException("closed"), Kind.TRANSIENT, "CONNECTION"),
                Arguments.of(
                        new SSLHandshakeException("bad").initCause(new CertificateException("unknown issuer")),
                        Kind.FATAL,
                        "TLS"),
                Arguments.of(new SSLPeerUnverifiedException("another name"), Kind.FATAL, "TLS"),
                Arguments.of(new CompletionException(new NoSuchElementException()), Kind.TRANSIENT, "ANSWER"),
                Arguments.of(new CompletionException(new IOException("reset")), Kind.TRANSIENT, "CONNECTION"),
                Arguments.of(new JsonParsingException("cut off", null), Kind.TRANSIENT, "ANSWER"),
                Arguments.of(
                        new UncheckedIOException(new JsonParseException(null, "a page")), Kind.TRANSIENT, "ANSWER"),
                Arguments.of(error(400, "parse_exception"), Kind.UNCLASSIFIED, "400"),
                Arguments.of(error(403, "security_exception"), Kind.FATAL, "403"),
                Arguments.of(error(404, "index_not_found_exception"), Kind.FATAL, "404"),
                Arguments.of(new IllegalStateException("a slip"), Kind.UNCLASSIFIED, "IllegalStateException"));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void judgesExceptions(Throwable cause, Kind kind, String code) {
        assertThat(OpenSearchFailures.classify(cause).kind()).isEqualTo(kind);
        assertThat(OpenSearchFailures.classify(cause).code()).isEqualTo(code);
        assertThat(OpenSearchFailures.classify(cause).store()).isEqualTo("opensearch");
    }

    @Test
    void quotesOnlyTheBeginningOfAPage() {
        assertThat(OpenSearchFailures.brief("x".repeat(100_000))).hasSizeLessThan(600);
    }

    private static OpenSearchException error(int status, String type) {
        return new OpenSearchException(ErrorResponse.of(
                e -> e.status(status).error(ErrorCause.of(c -> c.type(type).reason("why")))));
    }
}
