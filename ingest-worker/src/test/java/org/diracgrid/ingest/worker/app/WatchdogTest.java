package org.diracgrid.ingest.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What does not come round any more ends the process, once and with one line; what does, or has ended, does not. */
class WatchdogTest {

    private final StringWriter err = new StringWriter();
    private final AtomicInteger ends = new AtomicInteger();
    private final Watchdog watchdog = new Watchdog(5_000, new PrintWriter(err), ends::incrementAndGet);

    @Test
    void aThreadThatHangsEndsTheProcess() {
        var turns = new AtomicLong(7);
        watchdog.watch("the poll thread of mysql", turns::get);

        for (int second = 0; second <= 4; second++) {
            watchdog.look(1_000);
        }
        assertThat(ends).hasValue(0);
        for (int second = 0; second < 10; second++) {
            watchdog.look(1_000);
        }

        assertThat(ends).hasValue(1);
        assertThat(err.toString())
                .isEqualTo("ingest: the poll thread of mysql has not moved for 5 s; ending the process at once"
                        + System.lineSeparator());
    }

    @Test
    void aThreadThatComesRoundIsLeftAlone() {
        var turns = new AtomicLong();
        watchdog.watch("the poll thread of mysql", turns::get);

        for (int second = 0; second < 100; second++) {
            if (second % 4 == 0) {
                turns.incrementAndGet();
            }
            watchdog.look(1_000);
        }

        assertThat(ends).hasValue(0);
    }

    @Test
    void whatHasEndedIsNotWatchedAnyMore() {
        var watch = watchdog.watch("the poll thread of mysql", () -> 0);

        watch.end();
        watchdog.look(60_000);
        watchdog.look(60_000);

        assertThat(ends).hasValue(0);
    }
}
