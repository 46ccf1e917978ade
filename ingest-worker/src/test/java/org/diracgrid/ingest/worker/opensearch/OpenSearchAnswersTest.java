package org.diracgrid.ingest.worker.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.worker.opensearch.OpenSearchStore.Directories;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogCounters;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the test node cannot be brought to answer, because it has no security plugin and nothing in front of it: a bulk request
 * fails with this fate, and the same writer stores the batch when the answers are right again.
 */
class OpenSearchAnswersTest {

    private static final String RIGHT =
            "{'took':1,'errors':false,'items':[{'update':{'_index':'i','_id':'7','status':200,'result':'updated'}}]}";

    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);
    private HttpServer server;
    private OpenSearchStore store;
    private volatile int status = 200;
    private volatile String body = "{}";

    @BeforeEach
    void open() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        OpenSearchSettings settings = OpenSearchSettings.parse(
                "{\"hosts\":\"127.0.0.1:" + server.getAddress().getPort() + "\"}");
        store = lane.get(() -> OpenSearchStore.open(
                OpenSearchPlaces.ofJobs(settings),
                Directories.ofJobs(jobs -> Future.succeededFuture(Map.of(7, "lhcb"))),
                OpenSearchOptions.DEFAULTS,
                new LogCounters(),
                InstantSource.system()));
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        server.stop(0);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "FATAL 401;        401; {'error':{'type':'security_exception','reason':'no login'},'status':401}",
                "FATAL 403;        403; {'error':{'type':'security_exception','reason':'no permission'},'status':403}",
                "TRANSIENT 403;    403; {'error':{'type':'cluster_block_exception','reason':'read-only'},'status':403}",
                "TRANSIENT 429;    429; {'error':{'type':'rejected_execution_exception','reason':'rejected execution of primary"
                        + " operation [all_bytes=1, max_primary_bytes=1]'},'status':429}", // indexing_pressure.memory.limit
                "TRANSIENT 429;    429; {'error':{'type':'circuit_breaking_exception','reason':'heap'},'status':429}",
                "TRANSIENT 503;    503; {'error':{'type':'master_not_discovered_exception','reason':null},'status':503}",
                "UNCLASSIFIED 413; 413; <html><body>Request Entity Too Large</body></html>",
                "UNCLASSIFIED 400; 400; {'error':{'type':'parse_exception','reason':'no'},'status':400}",
                "FATAL 401;        401; Unauthorized",
                "TRANSIENT ANSWER; 404; <html><body>no such route</body></html>",
                "TRANSIENT 502;    502; <html><body>Bad Gateway</body></html>",
                "TRANSIENT ANSWER; 200; <html><body>Back soon</body></html>",
                "TRANSIENT ANSWER; 200; {'took':1,'errors':false,'items':[{'upd",
                "TRANSIENT ANSWER; 200; {}",
                "FAILED FATAL 401; 200; {'took':1,'errors':true,'items':[{'update':{'_index':'i','_id':'7','status':401,"
                        + "'error':{'type':'security_exception','reason':'no'}}}]}",
                "FAILED TRANSIENT 409; 200; {'took':1,'errors':true,'items':[{'update':{'_index':'i','_id':'7','status':409,"
                        + "'error':{'type':'version_conflict_engine_exception','reason':'no'}}}]}",
                "FAILED TRANSIENT 429; 200; {'took':1,'errors':true,'items':[{'update':{'_index':'i','_id':'7','status':429,"
                        + "'error':{'type':'rejected_execution_exception','reason':'no'}}}]}",
            })
    void storesWhenTheAnswersAreRightAgain(String fate, int badStatus, String badBody) throws Exception {
        StoreWriter writer = store.newWriter();
        status = badStatus;
        body = badBody;
        assertThat(write(writer)).isEqualTo(fate);

        status = 200;
        body = RIGHT;
        assertThat(write(writer)).isEqualTo("STORED");
    }

    private String write(StoreWriter writer) throws Exception {
        try {
            WriteOutcome outcome =
                    lane.write(writer, Updates.number(7, "PayloadPID", 1)).get(0);
            return outcome instanceof WriteOutcome.Failed failed
                    ? "FAILED " + failed.failure().kind() + " "
                            + failed.failure().code()
                    : outcome.kind().name();
        } catch (StoreException e) {
            return e.failure().kind() + " " + e.failure().code();
        }
    }

    /** The ping at the start and what is asked about mappings is answered well; it is the bulk request that is not. */
    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        boolean isBulk = exchange.getRequestURI().getPath().endsWith("/_bulk");
        String text = isBulk ? body.replace('\'', '"') : "{}";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", text.startsWith("{") ? "application/json" : "text/html");
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(isBulk ? status : 200, isHead ? -1 : bytes.length);
        if (!isHead) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }
}
