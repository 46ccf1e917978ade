package org.diracgrid.ingest.worker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes connections and answers each with bytes that come one by one and never make an end. */
public final class TrickleServer implements AutoCloseable {

    private static final long INTERVAL_MS = 20;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger closedByClient = new AtomicInteger();
    private final byte[] beginning;
    private final byte[] rest;

    /**
     * Starts one.
     *
     * @param beginning is sent at once
     * @param rest byte after byte, again and again
     */
    public TrickleServer(String beginning, String rest) throws IOException {
        this.beginning = beginning.getBytes(StandardCharsets.ISO_8859_1);
        this.rest = rest.getBytes(StandardCharsets.ISO_8859_1);
        Thread thread = new Thread(this::accept, "trickle-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where it listens, on the loopback address. */
    public int port() {
        return server.getLocalPort();
    }

    /** How many connections it took. */
    public int connections() {
        return sockets.size();
    }

    /** How many connections the client gave up. */
    public int closedByClient() {
        return closedByClient.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                socket.getOutputStream().write(beginning);
                trickle(socket, 0);
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void trickle(Socket socket, int next) {
        ScheduledFuture<?> unused = timer.schedule(
                () -> {
                    try {
                        socket.getOutputStream().write(rest[next % rest.length]);
                        socket.getOutputStream().flush();
                        trickle(socket, next + 1);
                    } catch (IOException e) {
                        closedByClient.incrementAndGet();
                    }
                },
                INTERVAL_MS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws IOException {
        timer.shutdownNow();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
