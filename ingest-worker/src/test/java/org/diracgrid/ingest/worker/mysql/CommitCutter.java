package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between the worker and a server and passes everything on, until it is told to cut the next COMMIT. */
final class CommitCutter {

    /** Where the connection is lost. */
    enum Cut {
        /** The server never sees the COMMIT. */
        BEFORE,
        /** The server commits, and the worker never hears of it. */
        AFTER
    }

    private static final String COMMIT = "\u0003COMMIT";

    private final AtomicReference<Cut> next = new AtomicReference<>();
    private final Vertx vertx;
    private final String host;
    private final int port;
    private final NetServer server;

    private CommitCutter(Vertx vertx, String host, int port) {
        this.vertx = vertx;
        this.host = host;
        this.port = port;
        this.server = vertx.createNetServer().connectHandler(this::accept);
    }

    /** Listens on a free port; ends with {@code vertx}. */
    static CommitCutter start(Vertx vertx, DatabaseUrl url) {
        return start(vertx, url, 0);
    }

    /** Listens on {@code port}; ends with {@code vertx}. */
    static CommitCutter start(Vertx vertx, DatabaseUrl url, int port) {
        CommitCutter cutter = new CommitCutter(vertx, url.host(), url.port());
        cutter.server
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return cutter;
    }

    /** The same database through this. */
    DatabaseUrl through(DatabaseUrl url) {
        return new DatabaseUrl(
                url.scheme(),
                url.user(),
                url.password(),
                "127.0.0.1",
                server.actualPort(),
                url.database(),
                url.query(),
                url.warnings());
    }

    void cutNext(Cut cut) {
        next.set(cut);
    }

    /** Whether the cut was made. */
    boolean hasCut() {
        return next.get() == null;
    }

    private void accept(NetSocket worker) {
        worker.pause();
        vertx.createNetClient().connect(port, host).onSuccess(database -> {
            worker.handler(bytes -> pass(bytes, worker, database));
            database.handler(worker::write);
            worker.closeHandler(unused -> database.close());
            database.closeHandler(unused -> worker.close());
            worker.resume();
        });
    }

    private void pass(Buffer bytes, NetSocket worker, NetSocket database) {
        boolean isCommit = bytes.toString(StandardCharsets.ISO_8859_1).endsWith(COMMIT);
        Cut cut = isCommit ? next.getAndSet(null) : null;
        if (cut == Cut.BEFORE) {
            worker.close();
            return;
        }
        if (cut == Cut.AFTER) {
            database.handler(answer -> worker.close());
        }
        database.write(bytes);
    }
}
