package org.diracgrid.ingest.chaos.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each fault is for the connections that are open and for those to come, and ends when it is told to. */
@Timeout(20)
final class FaultProxyTest {

    private static final int LIMIT_MS = 10_000;
    private static final int SILENCE_MS = 150;

    private EchoServer server;
    private FaultProxy proxy;
    private Socket open;

    @BeforeEach
    void connectOnce() throws IOException {
        server = new EchoServer();
        proxy = FaultProxy.start(server.port(), 5);
        open = connect();
        assertThat(ask(open, "before")).isEqualTo("before");
    }

    @AfterEach
    void close() throws IOException {
        open.close();
        proxy.close();
        server.close();
    }

    @Test
    void passesEverythingOnInOrder() throws IOException {
        byte[] sent = new byte[5 << 20];
        new Random(1).nextBytes(sent);
        Socket client = open;

        var writing = CompletableFuture.runAsync(() -> write(client, sent));
        byte[] answered = client.getInputStream().readNBytes(sent.length);

        writing.join();
        assertThat(Arrays.equals(answered, sent)).isTrue();
    }

    @Test
    void passesAnEndOn() throws IOException {
        open.shutdownOutput();

        assertThat(open.getInputStream().read()).isEqualTo(-1);
        await().until(() -> proxy.connections() == 0);
    }

    @Test
    void resetsWhatIsOpenWhenItRefuses() {
        proxy.inject(Fault.REFUSE);

        assertThatThrownBy(() -> open.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        assertThat(proxy.connections()).isZero();
    }

    @Test
    void refusesWhoConnectsAndTakesThemAgainOnTheSamePort() throws IOException {
        int port = proxy.port();
        for (int time = 0; time < 20; time++) {
            proxy.inject(Fault.REFUSE);
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            proxy.heal();
            try (Socket again = connect()) {
                assertThat(ask(again, "again")).isEqualTo("again");
            }
        }
        assertThat(proxy.port()).isEqualTo(port);
    }

    @Test
    void swallowsWhatOpenConnectionsSay() throws IOException {
        long heard = server.heard();
        proxy.inject(Fault.BLACK_HOLE);

        write(open, "lost".getBytes(US_ASCII));

        assertSilent(open);
        assertThat(server.heard()).isEqualTo(heard);
    }

    @Test
    void takesNewConnectionsIntoTheBlackHole() throws IOException {
        proxy.inject(Fault.BLACK_HOLE);

        try (Socket fresh = connect()) {
            write(fresh, "lost".getBytes(US_ASCII));
            assertSilent(fresh);
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void losesTheAnswerThatIsUnderWayInABlackHole() throws IOException {
        long heard = server.heard();
        proxy.delayAnswers(Duration.ofMillis(LIMIT_MS));
        write(open, "heard".getBytes(US_ASCII));
        await().until(() -> server.heard() == heard + 5);

        proxy.inject(Fault.BLACK_HOLE);
        proxy.delayAnswers(Duration.ZERO);

        assertSilent(open);
    }

    @Test
    void resetsWhatWasInTheBlackHoleWhenItEnds() throws IOException {
        proxy.inject(Fault.BLACK_HOLE);
        try (Socket fresh = connect()) {
            await().until(() -> proxy.connections() == 2);
            proxy.heal();

            assertThatThrownBy(() -> open.getInputStream().read()).hasMessageContaining("reset");
            assertThatThrownBy(() -> fresh.getInputStream().read()).hasMessageContaining("reset");
        }
        try (Socket after = connect()) {
            assertThat(ask(after, "after")).isEqualTo("after");
        }
    }

    @Test
    void cutsAnswersOfOpenAndOfNewConnections() throws IOException {
        proxy.inject(Fault.RESET_MID_ANSWER);

        assertThat(lengthBeforeReset(open, 1000)).isLessThan(1000);
        try (Socket fresh = connect()) {
            assertThat(lengthBeforeReset(fresh, 1000)).isLessThan(1000);
        }

        proxy.heal();
        try (Socket after = connect()) {
            assertThat(ask(after, "after")).isEqualTo("after");
        }
    }

    @Test
    void delaysAnswersOfOpenAndOfNewConnections() throws IOException {
        proxy.delayAnswers(Duration.ofMillis(300));

        assertThat(msToAsk(open)).isBetween(300L, 2_000L);
        try (Socket fresh = connect()) {
            assertThat(msToAsk(fresh)).isBetween(300L, 2_000L);
        }
    }

    @Test
    void letsAllPartsOfALongAnswerWaitAtTheSameTime() throws IOException {
        proxy.delayAnswers(Duration.ofMillis(300));
        byte[] sent = new byte[200_000];
        long from = System.nanoTime();
        Socket client = open;

        var writing = CompletableFuture.runAsync(() -> write(client, sent));
        assertThat(client.getInputStream().readNBytes(sent.length)).hasSize(sent.length);

        writing.join();
        assertThat(msSince(from)).isLessThan(2_000);
    }

    @Test
    void releasesWhatWaitsAtOnceAndInOrder() throws IOException {
        long heard = server.heard();
        proxy.delayAnswers(Duration.ofMinutes(1));
        write(open, "first ".getBytes(US_ASCII));
        await().until(() -> server.heard() == heard + 6);
        write(open, "second".getBytes(US_ASCII));
        assertSilent(open);

        proxy.delayAnswers(Duration.ZERO);

        assertThat(new String(open.getInputStream().readNBytes(12), US_ASCII)).isEqualTo("first second");
    }

    @Test
    void holdsABoundedPartOfWhatWaits() throws IOException {
        proxy.delayAnswers(Duration.ofMillis(LIMIT_MS));
        byte[] sent = new byte[64 << 20];
        Socket client = open;
        var writing = CompletableFuture.runAsync(() -> write(client, sent));

        await().during(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(10))
                .until(() -> writing.isDone() ? -1L : server.heard(), new Unchanged());

        assertThat(server.heard()).isLessThan(sent.length);
        proxy.delayAnswers(Duration.ZERO);
        assertThat(client.getInputStream().readNBytes(sent.length)).hasSize(sent.length);
        writing.join();
    }

    @Test
    void resetsWhoConnectsWhileTheServerIsAway() throws IOException {
        server.close();
        try (Socket fresh = connect()) {
            assertThatThrownBy(() -> fresh.getInputStream().read()).hasMessageContaining("reset");
        }
    }

    @Test
    void endsAllWhenItIsClosed() {
        proxy.close();

        assertThatThrownBy(() -> open.getInputStream().read()).hasMessageContaining("reset");
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("fault-proxy")));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(LIMIT_MS);
        return socket;
    }

    private static String ask(Socket socket, String question) throws IOException {
        write(socket, question.getBytes(US_ASCII));
        return new String(socket.getInputStream().readNBytes(question.length()), US_ASCII);
    }

    private static long msToAsk(Socket socket) throws IOException {
        long from = System.nanoTime();
        assertThat(ask(socket, "when")).isEqualTo("when");
        return msSince(from);
    }

    private static long msSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
    }

    /** How much of an answer comes before the connection is reset. */
    private static int lengthBeforeReset(Socket socket, int length) throws IOException {
        write(socket, new byte[length]);
        int count = 0;
        try {
            while (socket.getInputStream().read() >= 0) {
                count++;
            }
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
            return count;
        }
        throw new AssertionError("ended in good order after " + count);
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(LIMIT_MS);
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True from the second time on that it is given the same. */
    private static final class Unchanged implements Predicate<Long> {
        private long last = -2;

        @Override
        public boolean test(Long value) {
            boolean same = value == last;
            last = value;
            return same;
        }
    }
}
