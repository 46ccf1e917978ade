package org.diracgrid.ingest.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.diracgrid.ingest.worker.app.StartUp.NotYetException;
import org.diracgrid.ingest.worker.config.RetryConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is down is waited for; what can never work is not; a stop ends every wait. */
class StartUpTest {

    private static final RetryConfig QUICK = new RetryConfig(Duration.ofMillis(1), Duration.ofMillis(4), Duration.ZERO);
    private static final RetryConfig SLOW =
            new RetryConfig(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO);

    @Test
    void triesAgainUntilItIsReady() throws Exception {
        var attempts = new AtomicInteger();

        var result = new StartUp(QUICK).await("it", () -> {
            if (attempts.incrementAndGet() < 5) {
                throw new NotYetException("down");
            }
            return "up";
        });

        assertThat(result).contains("up");
        assertThat(attempts).hasValue(5);
    }

    @Test
    void givesUpAtOnceOnWhatCanNeverWork() {
        var attempts = new AtomicInteger();

        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> new StartUp(QUICK).await("it", () -> {
                    attempts.incrementAndGet();
                    throw new CommandFailedException("bad password");
                }));
        assertThat(attempts).hasValue(1);
    }

    @Test
    void aStopEndsTheWaitAndAllLaterOnes() throws Exception {
        var startUp = new StartUp(SLOW);

        var result = startUp.await("it", () -> {
            startUp.stop();
            throw new NotYetException("down");
        });

        assertThat(result).isEmpty();
        assertThat(startUp.isStopped()).isTrue();
        assertThat(startUp.await("more", () -> "up")).isEmpty();
    }

    /** A server that takes the connection and says nothing. */
    @Test
    @Timeout(10)
    void aStopEndsAnAttemptThatIsUnderWay() throws Exception {
        var startUp = new StartUp(SLOW);
        var underWay = new CountDownLatch(1);
        var result = CompletableFuture.supplyAsync(() -> {
            try {
                var found = startUp.await("it", () -> {
                    underWay.countDown();
                    new CountDownLatch(1).await();
                    return "up";
                });
                return found.isEmpty() && !Thread.currentThread().isInterrupted();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        underWay.await();

        startUp.stop();

        assertThat(result.get()).as("ended, with nothing left of the interrupt").isTrue();
    }

    @Test
    void somebodyElsesInterruptIsPassedOn() {
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> new StartUp(QUICK).await("it", () -> {
                    throw new InterruptedException();
                }));
    }
}
