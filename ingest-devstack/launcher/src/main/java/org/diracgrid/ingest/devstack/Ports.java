package org.diracgrid.ingest.devstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Chooses and checks loopback ports. Not thread-safe. */
final class Ports {
    static final String HOST = "127.0.0.1";

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    /** Below Linux's range for outgoing connections (from 32768), so that no client takes the port before the server has bound it. */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 1_000;

    /** Handed out before, and perhaps not bound yet. */
    private final Set<Integer> given = new HashSet<>();

    /** A port that nothing listens on, another one at every call. */
    int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port) && given.add(port)) {
                return port;
            }
        }
        throw new DevStackException("found no free port on " + HOST + " between " + LOWEST + " and " + HIGHEST);
    }

    /** That port of {@link #HOST}. */
    static InetSocketAddress address(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // Only for addresses of a wrong length.
        }
    }

    /** Whether a server could listen there now. */
    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // As the servers do: a connection that lingers in TIME_WAIT does not count.
            socket.bind(address(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
