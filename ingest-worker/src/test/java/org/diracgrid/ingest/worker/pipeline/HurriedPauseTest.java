package org.diracgrid.ingest.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pause ends by time, sooner by what it waits for, and at once, as a failure, when the lane is in a hurry. */
class HurriedPauseTest {

    private final SimWorld world = new SimWorld(1);
    private final List<Throwable> failures = new ArrayList<>();
    private final HurriedPause pause = new HurriedPause(new LaneThread(world.newLane(), failures::add));
    private final Promise<Void> sooner = Promise.promise();

    @Test
    void endsByTime() {
        Future<Void> end = pause.pause(100, sooner.future());

        pass(99);
        assertThat(end.isComplete()).isFalse();
        pass(1);
        assertThat(end.succeeded()).isTrue();

        sooner.complete(); // too late to matter
        pass(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void endsSoonerWhateverThatComesToAndOnTheLane() {
        for (boolean succeeds : new boolean[] {true, false}) {
            Promise<Void> news = Promise.promise();
            Future<Void> end = pause.pause(100_000, news.future());

            if (succeeds) {
                news.complete();
            } else {
                news.fail("whatever");
            }
            assertThat(end.isComplete()).as("as a task of the lane").isFalse();
            pass(0);

            assertThat(end.succeeded()).isTrue();
        }
        pass(200_000);
        assertThat(failures).isEmpty();
    }

    @Test
    void failsInAHurryAndUntilTheLaneIsCalm() {
        Future<Void> begun = pause.pause(100, sooner.future());

        pause.hurry();
        sooner.complete();
        pass(200);

        assertThat(begun.failed()).isTrue();
        assertThat(pause.pause(1).failed()).isTrue();
        pause.calmDown();
        Future<Void> calm = pause.pause(1);
        pass(1);
        assertThat(calm.succeeded()).isTrue();
        assertThat(failures).isEmpty();
    }

    private void pass(long ms) {
        world.runUntil(world.millis() + ms);
    }
}
