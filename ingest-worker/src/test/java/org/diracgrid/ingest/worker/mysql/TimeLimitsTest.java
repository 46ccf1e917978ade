package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.worker.TrickleServer;
import org.diracgrid.ingest.worker.mysql.LaneConnections.Session;
import org.diracgrid.ingest.worker.port.StoreProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** To connect, and to ping, ends within a bound, whatever the server does; and leaves no connection behind. */
class TimeLimitsTest {

    /** The head of a packet of nearly 1 MiB, which never comes to its end. */
    private static final String ENDLESS_GREETING = "\u00ff\u00ff\u000f\u0000";

    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(400);
    private static final Duration STATEMENT_TIMEOUT = Duration.ofHours(1);
    private static final Duration SLACK = Duration.ofSeconds(4);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void closeVertx() {
        vertx.close().await();
    }

    @Test
    void aHandshakeThatTricklesForEverEndsWithTheTimeToConnect() throws Exception {
        try (TrickleServer server = new TrickleServer(ENDLESS_GREETING, "a")) {
            LaneConnections connections = connections(server.port(), CONNECT_TIMEOUT);

            assertEndsInTime(call(connections, false), CONNECT_TIMEOUT);

            assertThat(server.connections()).isEqualTo(1);
            Awaitility.await().until(() -> server.closedByClient() == 1);
        }
    }

    @Test
    void aServerThatSaysNothingOrTakesNoConnectionsIsGivenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LaneConnections connections = connections(silent.getLocalPort(), CONNECT_TIMEOUT);
            for (int i = 0; i < 5; i++) { // the backlog is full after a few
                assertEndsInTime(call(connections, false), CONNECT_TIMEOUT);
            }
        }
    }

    @Test
    void aPingHasALimitOfItsOwn() throws Exception {
        try (TrickleServer server = new TrickleServer(ENDLESS_GREETING, "a")) {
            LaneConnections connections = connections(server.port(), Duration.ofHours(1));

            assertEndsInTime(call(connections, true), Duration.ofMillis(StoreProbe.PING_MAX_MS));

            Awaitility.await().until(() -> server.closedByClient() == 1);
        }
    }

    private Future<?> call(LaneConnections connections, boolean ping) {
        Promise<Object> answer = Promise.promise();
        vertx.getOrCreateContext()
                .runOnContext(unused -> (ping ? connections.ping(StoreProbe.PING_MAX_MS) : connections.acquire())
                        .onComplete(done -> {
                            if (done.succeeded()) {
                                answer.complete();
                            } else {
                                answer.fail(done.cause());
                            }
                        }));
        return answer.future();
    }

    private static void assertEndsInTime(Future<?> call, Duration limit) {
        Awaitility.await().atMost(limit.plus(SLACK)).until(call::isComplete);
        assertThat(call.cause()).isInstanceOf(TimeoutException.class);
    }

    private LaneConnections connections(int port, Duration connectTimeout) {
        DatabaseUrl url = DatabaseUrl.parse("mysql+aiomysql://u:p@127.0.0.1:" + port + "/db");
        return new LaneConnections(vertx, url, 8, connectTimeout, STATEMENT_TIMEOUT, Session.LOOK_UPS);
    }
}
