package org.diracgrid.ingest.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever listens on the port, the probe ends soon and takes no stranger for a broker. */
class KafkaProbeTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 400 Bad Request\r\n\r\n", "\0\0\0\4\0\0\0\1", "\0\0\0\4\0\0\0\2"})
    void strangerIsNoBroker(String answer) throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(Ports.address(0));
            Thread stranger = new Thread(() -> answer(server, answer));
            stranger.start();

            assertThat(KafkaProbe.describe(server.getLocalPort())).isEmpty();
            stranger.join();
        }
    }

    @Test
    void nobodyIsNoBroker() {
        assertThat(KafkaProbe.describe(new Ports().free())).isEmpty();
    }

    private static void answer(ServerSocket server, String answer) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            socket.getInputStream().readNBytes(4);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
