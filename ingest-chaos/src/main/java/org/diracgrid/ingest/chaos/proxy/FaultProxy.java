package org.diracgrid.ingest.chaos.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before one server on a loopback port of its own and passes everything on, until it is told of a {@link Fault}.
 *
 * <p>A fault is for the open connections as for the new ones. What a thread has in its hands at the moment of the change, one chunk
 * a connection, may still go the old way: a network is no better. The server may come and go meanwhile; who connects while it is away is
 * reset.
 *
 * <p>Thread-safe: changes hold the object's monitor, connections come and go beside it.
 */
public final class FaultProxy implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FaultProxy.class);
    private static final long CLOSE_LIMIT_SECONDS = 5;
    private static final int BACKLOG = 256;

    private final InetSocketAddress server;
    private final Random cuts;
    private final Socket portHolder;
    /** A thread for each task; after the end none, and the connection that wanted it is reset by then. */
    private final ExecutorService threads = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            FaultProxy::thread,
            new ThreadPoolExecutor.DiscardPolicy());

    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final ProxiedConnection.Conditions conditions = new ProxiedConnection.Conditions() {
        @Override
        public Fault fault() {
            return fault;
        }

        @Override
        public int cut(int length) {
            return cuts.nextInt(length);
        }
    };
    private @Nullable ServerSocket listener;
    private @Nullable Thread acceptor;
    private volatile Fault fault = Fault.NONE;
    private volatile long delayNanos;

    private FaultProxy(InetSocketAddress server, long seed) throws IOException {
        this.server = server;
        this.cuts = new Random(seed);
        this.portHolder = holdPort();
    }

    /**
     * Listens on a free port.
     *
     * @param serverPort where the server is, on the loopback interface
     * @param seed of where answers are cut
     */
    public static FaultProxy start(int serverPort, long seed) {
        try {
            FaultProxy proxy =
                    new FaultProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort), seed);
            proxy.open();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients connect to instead of the server; the same for as long as this lives. */
    public int port() {
        return portHolder.getLocalPort();
    }

    /** Changes what the way suffers from. Other than {@link #heal}, it leaves the delay as it is. */
    public synchronized void inject(Fault next) {
        Fault before = fault;
        if (threads.isShutdown() || before == next) {
            return;
        }
        fault = next;
        if (next == Fault.REFUSE) {
            shut();
        }
        if (next == Fault.REFUSE || before == Fault.BLACK_HOLE) {
            resetAll();
        }
        if (before == Fault.REFUSE) {
            try {
                open();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Lets every answer arrive later by {@code delay}, also what is on its way; with zero that arrives at once. */
    public synchronized void delayAnswers(Duration delay) {
        delayNanos = delay.toNanos();
        connections.forEach(connection -> connection.delayBy(delayNanos));
    }

    /** No fault and no delay. */
    public synchronized void heal() {
        inject(Fault.NONE);
        delayAnswers(Duration.ZERO);
    }

    /** How many connections are open. */
    public int connections() {
        return connections.size();
    }

    /** Resets all connections and waits until the threads have ended. */
    @Override
    public void close() {
        synchronized (this) {
            threads.shutdownNow();
            shut();
            resetAll();
            closeQuietly(portHolder);
        }
        try {
            if (!threads.awaitTermination(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                log.warn("threads have not ended: server={}", server);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Keeps the port ours while nobody listens on it. Linux lets a listener share the port of a socket that is bound and no more,
     * and gives such a port to nobody who connects; who connects to it is refused.
     */
    private static Socket holdPort() throws IOException {
        Socket socket = new Socket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket;
    }

    private void open() throws IOException {
        ServerSocket opened = new ServerSocket();
        opened.setReuseAddress(true);
        opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), BACKLOG);
        listener = opened;
        acceptor = thread(() -> acceptAll(opened));
        acceptor.start();
    }

    /** The port is closed when the acceptor has left its last system call, not before. */
    private void shut() {
        if (listener != null && acceptor != null) {
            closeQuietly(listener);
            join(acceptor);
            listener = null;
            acceptor = null;
        }
    }

    private void acceptAll(ServerSocket opened) {
        while (!opened.isClosed()) {
            try {
                take(opened.accept());
            } catch (IOException e) {
                log.debug("not accepted: port={}, cause={}", port(), e.toString());
            }
        }
    }

    /** Not under the monitor: who changes the fault waits for the acceptor. */
    private void take(Socket client) {
        var connection = new ProxiedConnection(client, server, conditions, delayNanos, threads, connections::remove);
        connections.add(connection); // do not reorder: from now on a change finds it
        connection.delayBy(delayNanos);
        threads.execute(connection);
    }

    private void resetAll() {
        connections.forEach(ProxiedConnection::reset);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            log.debug("not closed: cause={}", e.toString());
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "fault-proxy");
        thread.setDaemon(true);
        return thread;
    }
}
