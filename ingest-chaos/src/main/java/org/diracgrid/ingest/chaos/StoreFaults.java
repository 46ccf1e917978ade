package org.diracgrid.ingest.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.diracgrid.ingest.chaos.proxy.Fault;
import org.diracgrid.ingest.chaos.proxy.FaultProxy;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.Part;

/** All that can happen to a store of a stack that is reached through a proxy. Immutable. */
final class StoreFaults {

    /** No longer than a session with the broker would be missed, if it were the worker that stands still. */
    private static final Duration FROZEN_AT_MOST = Duration.ofSeconds(45);

    private static final Duration SLOWEST = Duration.ofSeconds(5);

    /** Ours, and nobody else's. */
    private static final String INDICES = "job_parameters_*";

    private final DevStack stack;
    private final Part store;
    private final FaultProxy proxy;

    StoreFaults(DevStack stack, Part store, FaultProxy proxy) {
        this.stack = stack;
        this.store = store;
        this.proxy = proxy;
    }

    List<StoreFault> all() {
        return List.of(
                onTheWay("refuses", Fault.REFUSE),
                onTheWay("black hole", Fault.BLACK_HOLE),
                onTheWay("reset mid-answer", Fault.RESET_MID_ANSWER),
                StoreFault.of(store, "frozen", () -> stack.freeze(store), () -> stack.thaw(store))
                        .atMost(FROZEN_AT_MOST),
                StoreFault.of(store, "killed", () -> stack.kill(store), () -> stack.processId(store)),
                StoreFault.of(store, "read-only", () -> readOnly(true), () -> readOnly(false)),
                StoreFault.of(store, "slower and slower", () -> {}, proxy::heal).growing(this::slowDown));
    }

    private StoreFault onTheWay(String name, Fault fault) {
        return StoreFault.of(store, name, () -> proxy.inject(fault), proxy::heal);
    }

    private void slowDown(double share) {
        proxy.delayAnswers(Duration.ofMillis(Math.round(share * SLOWEST.toMillis())));
    }

    private void readOnly(boolean on) throws SQLException, IOException, InterruptedException {
        switch (store) {
            case MARIADB -> {
                try (var connection = stack.openRootConnection();
                        var statement = connection.createStatement()) {
                    statement.execute("SET GLOBAL read_only = " + (on ? "ON" : "OFF"));
                }
            }
            case OPENSEARCH -> blockWrites(on);
            case KAFKA -> throw new IllegalStateException("no store");
        }
    }

    /** What the node itself does when its disk is full. */
    private void blockWrites(boolean on) throws IOException, InterruptedException {
        String settings = "{\"index.blocks.read_only_allow_delete\":" + (on ? "true" : "null") + "}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(stack.openSearchUrl() + "/" + INDICES + "/_settings"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(settings))
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("index block: " + answer.statusCode() + " " + answer.body());
        }
    }
}
