package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * One connection to the server, on which every statement ends within a limit.
 *
 * <p>A statement that the server does not answer in time takes the connection with it: its socket is closed at once,
 * everything still waiting fails, and the server rolls back. So no connection is ever used in an unknown state.
 *
 * <p>The client of Vert.x 5.0.10 answers only the first of several statements on the wire when a connection is lost, and
 * its {@code close} waits behind a statement that is never answered; that is why the promises are kept here and why each
 * connection has a factory of its own, whose {@code close} closes the socket.
 *
 * <p>Confined to the context it was opened on.
 */
final class LaneConnection {

    private final Vertx vertx;
    private final ConnectionFactory<MySQLConnectOptions> factory;
    private final SqlConnection connection;
    private final long statementTimeoutMs;
    private final Set<Promise<?>> waiting = new LinkedHashSet<>();
    private boolean open = true;

    LaneConnection(
            Vertx vertx,
            ConnectionFactory<MySQLConnectOptions> factory,
            SqlConnection connection,
            long statementTimeoutMs) {
        this.vertx = vertx;
        this.factory = factory;
        this.connection = connection;
        this.statementTimeoutMs = statementTimeoutMs;
        connection.closeHandler(v -> abandon(ClosedConnectionException.INSTANCE));
        // Its cause reaches the statements that wait; without a handler the client prints a stack trace.
        connection.exceptionHandler(this::abandon);
    }

    boolean isOpen() {
        return open;
    }

    /** Runs {@code sql} as it is; for statements without parameters that are worth no preparation. */
    Future<RowSet<Row>> query(String sql) {
        return open ? limited(connection.query(sql).execute()) : closed();
    }

    /** Runs {@code sql} as a prepared statement that the connection keeps. */
    Future<RowSet<Row>> execute(String sql, Tuple parameters) {
        return open ? limited(connection.preparedQuery(sql).execute(parameters)) : closed();
    }

    /** Lets the server look at {@code sql} without running it: syntax, tables, columns and privileges. */
    Future<Void> prepare(String sql) {
        return open ? limited(connection.prepare(sql).compose(PreparedStatement::close)) : closed();
    }

    /** Closes the socket; the server rolls back what was not committed. */
    void kill() {
        abandon(ClosedConnectionException.INSTANCE);
    }

    private <T> Future<T> limited(Future<T> answer) {
        Promise<T> result = Promise.promise();
        waiting.add(result);
        long timer = vertx.setTimer(statementTimeoutMs, id -> expire());
        answer.onComplete(done -> {
            vertx.cancelTimer(timer);
            waiting.remove(result);
            if (done.succeeded()) {
                result.tryComplete(done.result());
            } else {
                result.tryFail(done.cause());
            }
        });
        result.future().onComplete(done -> vertx.cancelTimer(timer));
        return result.future();
    }

    private void expire() {
        abandon(new TimeoutException("the server did not answer within " + statementTimeoutMs + " ms"));
    }

    private void abandon(Throwable cause) {
        if (!open) {
            return;
        }
        open = false;
        factory.close((done, failure) -> {});
        for (Promise<?> promise : Set.copyOf(waiting)) {
            promise.tryFail(cause);
        }
        waiting.clear();
    }

    private static <T> Future<T> closed() {
        return Future.failedFuture(ClosedConnectionException.INSTANCE);
    }
}
