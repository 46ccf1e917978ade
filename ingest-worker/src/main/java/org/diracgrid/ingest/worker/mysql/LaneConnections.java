package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.spi.MySQLDriver;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;

/**
 * The connections of the lanes to one server: opened where they are first needed, used only on the context that opened them, kept for
 * the next batch of that context. At most {@code poolSize} are lent at a time, which is one per lane.
 *
 * <p>Thread-safe: idle connections lie in concurrent queues, one queue per context; a connection itself is touched by
 * its context only.
 */
final class LaneConnections {

    private final Vertx vertx;
    private final MySQLConnectOptions options;
    private final NetClientOptions transport;
    private final List<String> sessionStatements;
    private final long connectTimeoutMs;
    private final long openTimeoutMs;
    private final long statementTimeoutMs;
    private final int lentMax;
    private final AtomicInteger lent = new AtomicInteger();
    private final Map<Context, Deque<LaneConnection>> idle = new ConcurrentHashMap<>();

    /** What a session does with a statement that stands alone. */
    enum Session {
        /** It begins a transaction, which waits for its COMMIT. */
        TRANSACTIONS,
        /** It is a transaction of its own, so that a look-up leaves nothing open. */
        LOOK_UPS
    }

    /**
     * @param url one of the databases of {@code settings}
     * @throws IllegalArgumentException if this machine cannot do what {@code url} asks for
     */
    LaneConnections(Vertx vertx, DatabaseUrl url, MySqlSettings settings) {
        this(
                vertx,
                url,
                settings.poolSize(),
                settings.connectTimeout(),
                settings.statementTimeout(),
                Session.TRANSACTIONS);
    }

    /**
     * @param lentMax connections that may be lent at a time
     * @throws IllegalArgumentException if this machine cannot do what {@code url} asks for
     */
    LaneConnections(
            Vertx vertx,
            DatabaseUrl url,
            int lentMax,
            Duration connectTimeout,
            Duration statementTimeout,
            Session session) {
        Duration connectLimit = MySqlOptions.connectTimeout(url, connectTimeout);
        this.vertx = vertx;
        this.options = MySqlOptions.connect(vertx, url);
        this.transport = MySqlOptions.transport(url, connectLimit);
        this.sessionStatements = sessionStatements(url, statementTimeout, session);
        this.statementTimeoutMs = statementTimeout.toMillis();
        this.connectTimeoutMs = connectLimit.toMillis();
        this.openTimeoutMs = connectLimit.toMillis() + statementTimeoutMs;
        this.lentMax = lentMax;
    }

    /** Lends a connection of the current context; whoever gets it must {@link #release} it, whatever happens. */
    Future<LaneConnection> acquire() {
        Context context = vertx.getOrCreateContext();
        if (lent.incrementAndGet() > lentMax) {
            lent.decrementAndGet();
            return Future.failedFuture(new StoreException(
                    new StoreFailure(
                            StoreFailure.Kind.TRANSIENT,
                            MySqlFailures.STORE,
                            "POOL",
                            "all " + lentMax + " connections are in use"),
                    null));
        }
        Deque<LaneConnection> own = idle.computeIfAbsent(context, unused -> new ConcurrentLinkedDeque<>());
        for (LaneConnection next = own.pollLast(); next != null; next = own.pollLast()) {
            if (next.isOpen()) {
                return Future.succeededFuture(next);
            }
        }
        return open(context, sessionStatements, openTimeoutMs).onFailure(failure -> lent.decrementAndGet());
    }

    /** Takes back a connection on its context; one that was killed is forgotten. */
    void release(LaneConnection connection) {
        lent.decrementAndGet();
        if (connection.isOpen()) {
            idle.computeIfAbsent(vertx.getOrCreateContext(), unused -> new ConcurrentLinkedDeque<>())
                    .addLast(connection);
        }
    }

    /**
     * Asks the server for a sign of life, {@code SELECT 1}, on a fresh connection of the current context: those that lie idle
     * tell nothing of the way to the server as it is now.
     *
     * @return done if the server answers within {@code limitMs}; the connection is closed, whatever happens
     */
    Future<Void> ping(long limitMs) {
        return open(vertx.getOrCreateContext(), List.of("SELECT 1"), limitMs)
                .onSuccess(LaneConnection::kill)
                .mapEmpty();
    }

    /** Closes what is idle, each on its context. */
    Future<Void> close() {
        List<Future<Void>> closings = new ArrayList<>();
        idle.forEach((context, connections) -> closings.add(closeAll(context, connections)));
        idle.clear();
        return Future.join(closings).mapEmpty();
    }

    private static Future<Void> closeAll(Context context, Deque<LaneConnection> connections) {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(unused -> {
            connections.forEach(LaneConnection::kill);
            closed.complete();
        });
        return closed.future();
    }

    /** Connects, and runs {@code statements}; all together within {@code limitMs}. */
    private Future<LaneConnection> open(Context context, List<String> statements, long limitMs) {
        ConnectionFactory<MySQLConnectOptions> factory = MySQLDriver.INSTANCE.createConnectionFactory(vertx, transport);
        Promise<LaneConnection> opened = Promise.promise();
        long timer = vertx.setTimer(limitMs, id -> {
            factory.close((done, failure) -> {});
            opened.tryFail(new TimeoutException("no connection within " + limitMs + " ms"));
        });
        factory.connect(context, new MySQLConnectOptions(options))
                .timeout(Math.min(limitMs, connectTimeoutMs), TimeUnit.MILLISECONDS) // the handshake, too
                .compose(connection -> initialise(factory, connection, statements))
                .onComplete(done -> {
                    vertx.cancelTimer(timer);
                    if (done.failed()) {
                        factory.close((closed, failure) -> {});
                        opened.tryFail(done.cause());
                    } else if (!opened.tryComplete(done.result())) {
                        done.result().kill();
                    }
                });
        return opened.future();
    }

    private Future<LaneConnection> initialise(
            ConnectionFactory<MySQLConnectOptions> factory, SqlConnection connection, List<String> statements) {
        LaneConnection lane = new LaneConnection(vertx, factory, connection, statementTimeoutMs);
        Future<?> last = Future.succeededFuture();
        for (String statement : statements) {
            last = last.compose(unused -> lane.query(statement));
        }
        return last.map(lane);
    }

    /**
     * What every session begins with. READ COMMITTED: no gap locks, and a read after a lock sees what was committed before
     * it. Without autocommit a statement that was sent ahead of the news that its transaction is gone (1213) belongs to a
     * new transaction, which is rolled back; with it, that statement would commit by itself.
     */
    private static List<String> sessionStatements(DatabaseUrl url, Duration statementTimeout, Session session) {
        List<String> statements = new ArrayList<>();
        String initCommand = url.query().get("init_command");
        if (initCommand != null) {
            statements.add(initCommand);
        }
        String sqlMode = url.query().get("sql_mode");
        if (sqlMode != null) {
            statements.add(
                    "SET SESSION sql_mode = '" + sqlMode.replace("\\", "\\\\").replace("'", "''") + "'");
        }
        statements.add("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
        // Half of our own limit, so that a lock that is held too long is answered with 1205 and the connection lives
        // on.
        long lockWaitSeconds = Math.max(1, statementTimeout.toSeconds() / 2);
        statements.add("SET SESSION innodb_lock_wait_timeout = " + lockWaitSeconds);
        statements.add("SET SESSION autocommit = " + (session == Session.LOOK_UPS ? 1 : 0));
        return statements;
    }
}
