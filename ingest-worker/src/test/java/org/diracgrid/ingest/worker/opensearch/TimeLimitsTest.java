package org.diracgrid.ingest.worker.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.worker.TrickleServer;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.diracgrid.ingest.worker.port.StoreProbe;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever the server does or leaves undone, a request ends within a bound, and leaves no connection behind. */
class TimeLimitsTest {

    private static final String ENDLESS_BODY =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n" + "content-length: 1000000\r\n\r\n{\"took\":";
    private static final String ENDLESS_HEADERS = "HTTP/1.1 200 OK\r\nx-";

    /** Four times the 0.2 s of silence, and some air for a slow machine. */
    private static final Duration LIMIT = Duration.ofSeconds(4);

    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);

    @AfterEach
    void closeVertx() {
        vertx.close().await();
    }

    @Test
    void anAnswerThatTricklesForEverEndsTheRequestAndItsConnection() throws Exception {
        for (String beginning : List.of(ENDLESS_BODY, ENDLESS_HEADERS)) {
            try (TrickleServer server = new TrickleServer(beginning, "1");
                    OpenSearchConnection connection = OpenSearchConnection.open(settings(server.port()))) {
                assertEndsInTime(() -> new BulkLane(connection)
                        .send(List.of(item()), WriteLeave.ALWAYS)
                        .mapEmpty());
                assertEndsInTime(
                        () -> connection.ask("GET", "/", Map.of(), null).mapEmpty());

                assertThat(server.connections()).isEqualTo(2);
                Awaitility.await().until(() -> server.closedByClient() == 2);
            }
        }
    }

    @Test
    void requestsThatWaitForAConnectionEndInTimeAndAreNotSentLater() throws Exception {
        try (TrickleServer server = new TrickleServer(ENDLESS_HEADERS, "1");
                OpenSearchConnection connection = OpenSearchConnection.open(settings(server.port()))) {
            List<Future<Void>> pings = new ArrayList<>();
            for (int i = 0; i < 5; i++) { // over one connection
                pings.add(lane.call(connection::ping));
            }

            Awaitility.await().atMost(LIMIT).until(() -> pings.stream().allMatch(Future::isComplete));
            int sent = server.connections();

            assertThat(pings).allSatisfy(ping -> assertThat(kindOf(ping)).isEqualTo(Kind.TRANSIENT));
            Awaitility.await().during(Duration.ofMillis(500)).until(() -> server.connections() == sent);
        }
    }

    @Test
    void aServerThatSaysNothingOrTakesNoConnectionsEndsTheRequest() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                OpenSearchConnection connection = OpenSearchConnection.open(settings(silent.getLocalPort()))) {
            for (int i = 0; i < 5; i++) { // the backlog is full after a few
                assertEndsInTime(connection::ping);
            }
        }
    }

    @Test
    void aPingTakesNoLongerThanItMay() throws Exception {
        try (TrickleServer server = new TrickleServer(ENDLESS_HEADERS, "1")) {
            OpenSearchSettings patient = settings(server.port()).withTimeout(Duration.ofSeconds(30));
            try (OpenSearchProbe probe = new OpenSearchProbe(OpenSearchPlaces.ofJobs(patient))) {
                Future<Void> ping = lane.call(probe::ping);

                Awaitility.await().atMost(LIMIT).until(ping::isComplete);
                assertThat(kindOf(ping)).isEqualTo(Kind.TRANSIENT);
            }
        }
        assertThat(StoreProbe.PING_MAX_MS).isLessThan(LIMIT.toMillis());
    }

    private static Kind kindOf(Future<?> failed) {
        return ((StoreException) failed.cause()).failure().kind();
    }

    private void assertEndsInTime(Supplier<Future<Void>> call) {
        long startNanos = System.nanoTime();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> lane.get(call))
                .satisfies(e -> assertThat(e.failure().kind()).isEqualTo(Kind.TRANSIENT));
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(LIMIT);
    }

    private static OpenSearchSettings settings(int port) {
        return OpenSearchSettings.parse("{\"hosts\":\"127.0.0.1:" + port + "\",\"timeout\":0.2,\"maxsize\":1}");
    }

    private static BulkItem item() {
        try {
            return ParameterDocument.merged(
                    "job_parameters_lhcb_0m",
                    Subject.job(1),
                    List.of(Map.of("CPUNormalizationFactor", 1)),
                    WriteMode.REPLACE,
                    1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
