package org.diracgrid.ingest.chaos.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection and the one to the server that belongs to it.
 *
 * <p>Three threads: one passes requests on, one collects answers, one hands them out. Each asks for the fault of the moment at
 * every chunk, so a fault reaches what is open already. An end of stream is passed on as one, a failure as a reset.
 *
 * <p>Thread-safe: sockets are, and so is {@link DelayLine}.
 */
final class ProxiedConnection implements Runnable {

    /** What the threads ask of the proxy. */
    interface Conditions {
        Fault fault();

        /** How many bytes of an answer of {@code length} get through before the reset: 0 to {@code length - 1}. */
        int cut(int length);
    }

    private static final Logger log = LoggerFactory.getLogger(ProxiedConnection.class);
    private static final int CHUNK_BYTES = 16 << 10;

    private final Socket client;
    private final Socket server = new Socket();
    private final InetSocketAddress address;
    private final Conditions conditions;
    private final DelayLine answers;
    private final Executor threads;
    private final Consumer<ProxiedConnection> ended;

    /**
     * A connection that nothing is done with yet.
     *
     * @param delayNanos of answers, to begin with
     * @param threads starts a thread for each task
     * @param ended told once or more when both directions are done with
     */
    ProxiedConnection(
            Socket client,
            InetSocketAddress address,
            Conditions conditions,
            long delayNanos,
            Executor threads,
            Consumer<ProxiedConnection> ended) {
        this.client = client;
        this.address = address;
        this.conditions = conditions;
        this.answers = new DelayLine(delayNanos);
        this.threads = threads;
        this.ended = ended;
    }

    /** Connects to the server and passes the client's bytes on to their end. */
    @Override
    public void run() {
        try {
            client.setTcpNoDelay(true);
            if (conditions.fault() != Fault.BLACK_HOLE) {
                connect();
            }
            passRequests();
        } catch (IOException e) {
            reset(e);
        }
    }

    /** Ends both connections by a reset. */
    void reset() {
        abort(client); // do not reorder: after its last answer it would be closed in good order
        abort(server);
        answers.abandon();
        ended.accept(this);
    }

    /** Changes the delay of answers, also of those that wait. */
    void delayBy(long nanos) {
        answers.delayBy(nanos);
    }

    private void connect() throws IOException {
        server.setTcpNoDelay(true);
        server.connect(address);
        threads.execute(this::collectAnswers);
        threads.execute(this::handOutAnswers);
    }

    private void passRequests() throws IOException {
        InputStream in = client.getInputStream();
        byte[] buffer = new byte[CHUNK_BYTES];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            if (!isSwallowing()) {
                server.getOutputStream().write(buffer, 0, count);
            }
        }
        if (isSwallowing()) {
            reset(); // nobody waits any more, and the server has not heard all
        } else {
            server.shutdownOutput();
        }
    }

    private void collectAnswers() {
        try {
            InputStream in = server.getInputStream();
            byte[] buffer = new byte[CHUNK_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                answers.put(Arrays.copyOf(buffer, count));
            }
            answers.end();
        } catch (IOException e) {
            if (!isSwallowing()) {
                reset(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reset();
        }
    }

    private void handOutAnswers() {
        try {
            OutputStream out = client.getOutputStream();
            for (byte[] answer = answers.take(); answer != null; answer = answers.take()) {
                handOut(answer, out);
            }
            if (!isSwallowing()) {
                close();
            }
        } catch (IOException e) {
            reset(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reset();
        }
    }

    private void handOut(byte[] answer, OutputStream out) throws IOException {
        switch (conditions.fault()) {
            case NONE -> out.write(answer);
            case BLACK_HOLE -> log.trace("swallowed: bytes={}", answer.length);
            case RESET_MID_ANSWER -> {
                out.write(answer, 0, conditions.cut(answer.length));
                reset();
            }
            case REFUSE -> reset();
        }
    }

    /** In good order, after the server has: neither MariaDB nor an HTTP server ends its half only. */
    private void close() throws IOException {
        client.close();
        server.close();
        ended.accept(this);
    }

    private boolean isSwallowing() {
        return conditions.fault() == Fault.BLACK_HOLE;
    }

    private void reset(IOException cause) {
        log.debug("connection lost: server={}, cause={}", address, cause.toString());
        reset();
    }

    private static void abort(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0); // so that closing it sends RST
        } catch (IOException e) {
            log.trace("closed already: cause={}", e.toString());
        }
    }
}
