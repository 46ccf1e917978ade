package org.diracgrid.ingest.devstack;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks a broker for its cluster's metadata without Kafka's client: one request of Kafka's wire protocol (Metadata, version 2, no topics), so
 * that this class path stays free of Kafka and cannot clash with the version that a test uses.
 */
final class KafkaProbe {
    private static final int TIMEOUT_MS = 2_000;
    private static final int RESPONSE_BYTES_MAX = 1 << 16;
    private static final short METADATA = 3;
    private static final short VERSION =
            2; // The first with the cluster id; without the flexible encoding of version 9.
    private static final int CORRELATION_ID = 1;

    private KafkaProbe() {}

    /**
     * What a broker says about its cluster.
     *
     * @param id the cluster id, empty if it has none yet
     * @param brokerPorts the ports of the live brokers
     */
    record Cluster(String id, List<Integer> brokerPorts) {}

    /** The cluster behind a loopback port; empty if nobody listens there or the answer is not Kafka's. */
    static Optional<Cluster> describe(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(Ports.address(port), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(request());
            return Optional.of(readResponse(new DataInputStream(socket.getInputStream())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static byte[] request() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeShort(METADATA);
        out.writeShort(VERSION);
        out.writeInt(CORRELATION_ID);
        out.writeShort(-1); // No client id.
        out.writeInt(0); // No topics.

        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        new DataOutputStream(framed).writeInt(body.size());
        body.writeTo(framed);
        return framed.toByteArray();
    }

    private static Cluster readResponse(DataInputStream in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > RESPONSE_BYTES_MAX || in.readInt() != CORRELATION_ID) {
            throw new IOException("not an answer to this request");
        }
        List<Integer> ports = new ArrayList<>();
        for (int brokers = in.readInt(); brokers > 0; brokers--) {
            in.readInt(); // Node id.
            readString(in); // Host.
            ports.add(in.readInt());
            readString(in); // Rack.
        }
        return new Cluster(readString(in), List.copyOf(ports));
    }

    private static String readString(DataInputStream in) throws IOException {
        short length = in.readShort(); // -1 means null.
        return length < 0 ? "" : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
