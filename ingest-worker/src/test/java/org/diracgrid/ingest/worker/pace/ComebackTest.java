package org.diracgrid.ingest.worker.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What failed slowly is asked aside until it answers, one question at a time; what refuses at once is tried again. */
class ComebackTest {

    private static final long START_MS = 1_780_000_000_000L;

    private long nowMs = START_MS;
    private final List<Promise<Void>> questions = new ArrayList<>();
    private final Comeback comeback = new Comeback(this::ask, () -> Instant.ofEpochMilli(nowMs));

    private Future<Void> ask() {
        Promise<Void> question = Promise.promise();
        questions.add(question);
        return question.future();
    }

    private Promise<Void> last() {
        return questions.get(questions.size() - 1);
    }

    @Test
    void isNotAwaitedBeforeAnyFailure() {
        assertThat(comeback.isAwaited()).isFalse();
        assertThat(questions).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 99, -5_000}) // and where the clock was set back
    void isNotAwaitedAfterARefusalAtOnce(long tookMs) {
        nowMs += tookMs;
        comeback.failed(START_MS);

        assertThat(comeback.isAwaited()).isFalse();
        assertThat(questions).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 9_000, 600_000})
    void isAwaitedUntilItAnswersHoweverLongTheFailureTook(long tookMs) {
        nowMs += tookMs;
        comeback.failed(START_MS);

        assertThat(comeback.isAwaited()).isTrue();
        assertThat(comeback.isAwaited()).isTrue();
        assertThat(questions).hasSize(1);

        last().complete();
        assertThat(comeback.isAwaited()).isFalse();
        assertThat(questions).hasSize(1);
    }

    @Test
    void isAskedAgainWhenSomebodyLooks() {
        nowMs += 5_000;
        comeback.failed(START_MS);
        for (int question = 1; question <= 3; question++) {
            assertThat(questions).hasSize(question);
            nowMs += 2_000;
            last().fail("no answer");
            assertThat(questions).hasSize(question);
            assertThat(comeback.isAwaited()).isTrue();
        }
        last().complete();
        assertThat(comeback.isAwaited()).isFalse();
    }

    @Test
    void takesARefusalAtOnceForAnAnswer() {
        nowMs += 5_000;
        comeback.failed(START_MS);
        last().fail("access denied");

        assertThat(comeback.isAwaited()).isFalse();
    }
}
