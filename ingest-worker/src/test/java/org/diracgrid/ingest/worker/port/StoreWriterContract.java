package org.diracgrid.ingest.worker.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.diracgrid.ingest.worker.port.WriteOutcome.Kind;
import org.junit.jupiter.api.Test;

/** What every {@link StoreWriter} promises; each implementation runs it against its own store. */
public abstract class StoreWriterContract {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long START_MICROS = 1_780_000_000_000_000L;

    private int events;

    /** The writer under test, the same one during a test. */
    protected abstract StoreWriter writer();

    /** Makes a job that no other test uses, in a state from which its texts can be set; returns its id. */
    protected abstract int newJob();

    /** The id of a job that is not in the store. */
    protected abstract int absentJob();

    /**
     * Makes a job that no other test uses, in a state in which a status event that is not forced is rejected; empty where
     * the store knows no states.
     */
    protected OptionalInt newJobInUnknownStatus() {
        return OptionalInt.empty();
    }

    /** The texts that events gave to a job, in the order in which they took effect; or the last of them alone. */
    protected abstract List<String> textsOf(int jobId);

    /**
     * Whether the store keeps what every event said, and so knows an event again. Where it keeps only what the last one
     * said, a repetition is known by its changing nothing.
     */
    protected boolean keepsHistory() {
        return true;
    }

    @Test
    void answersEachRequestInItsPlace() {
        int first = newJob();
        int second = newJob();

        List<Kind> outcomes = write(event(first, "a"), event(absentJob(), "b"), event(second, "c"));

        assertThat(outcomes).containsExactly(Kind.STORED, Kind.ABSENT, Kind.STORED);
        assertTook(first, "a");
        assertTook(second, "c");
    }

    @Test
    void appliesTheEventsOfAJobInTheirOrder() {
        int job = newJob();

        write(event(job, "1"), event(job, "2"), event(job, "3"));
        write(event(job, "4"), event(job, "5"));

        assertTook(job, "1", "2", "3", "4", "5");
    }

    @Test
    void changesNothingWhenTheSameBatchComesAgain() {
        int job = newJob();
        IngestEvent[] batch = {event(job, "1"), event(job, "2"), event(job, "3")};
        assertThat(write(batch)).containsOnly(Kind.STORED);

        List<Kind> again = write(batch);

        assertThat(again).containsOnly(Kind.SUPERSEDED);
        assertTook(job, "1", "2", "3");
    }

    @Test
    void recognisesARepetitionWithinOneBatch() {
        int job = newJob();
        IngestEvent event = event(job, "once");

        List<Kind> outcomes = write(event, event);

        assertThat(outcomes).containsExactly(Kind.STORED, keepsHistory() ? Kind.SUPERSEDED : Kind.STORED);
        assertTook(job, "once");
    }

    @Test
    void storesTheNewEventsOfABatchThatIsKnownInPart() {
        int job = newJob();
        IngestEvent known = event(job, "1");
        write(known);

        List<Kind> outcomes = write(known, event(job, "2"));

        assertThat(outcomes).containsExactly(keepsHistory() ? Kind.SUPERSEDED : Kind.STORED, Kind.STORED);
        assertTook(job, "1", "2");
    }

    @Test
    void storesNoEventOfAJobAfterOneThatHasToBeTriedAgain() {
        int absent = absentJob();

        List<Kind> outcomes = write(event(absent, "1"), event(absent, "2"));

        assertThat(outcomes.get(0)).isEqualTo(Kind.ABSENT);
        assertThat(outcomes.get(1)).isIn(Kind.ABSENT, Kind.FAILED);
    }

    @Test
    void writesNothingWithoutLeaveAndTheSameWithIt() {
        int job = newJob();
        IngestEvent event = event(job, "1");
        WriteBatch withoutLeave = new WriteBatch(List.of(new WriteRequest(event, 100)), () -> false);

        assertThatThrownBy(() -> await(writer().write(withoutLeave)))
                .hasCauseInstanceOf(StoreException.class)
                .cause()
                .satisfies(cause ->
                        assertThat(((StoreException) cause).failure().kind()).isEqualTo(StoreFailure.Kind.TRANSIENT));
        List<String> refused = textsOf(job);
        List<Kind> outcomes = write(event);

        assertThat(refused).isEmpty();
        assertThat(outcomes).containsExactly(Kind.STORED);
        assertTook(job, "1");
    }

    @Test
    void defersWhatIsBehindAnEventThatTheStateOfItsJobForbids() {
        OptionalInt unknown = newJobInUnknownStatus();
        assumeTrue(unknown.isPresent(), "the store knows no states");
        int job = unknown.getAsInt();
        int other = newJob();
        IngestEvent forbidden = event(job, "forbidden");
        IngestEvent remedy = forcedToRun(job, "remedy");

        List<Kind> outcomes = write(forbidden, event(other, "other"), remedy, forbidden);
        List<String> between = textsOf(job);
        List<Kind> again = write(remedy);

        assertThat(outcomes).containsExactly(Kind.REJECTED, Kind.STORED, Kind.DEFERRED, Kind.DEFERRED);
        assertThat(between).isEmpty();
        assertThat(again).containsExactly(Kind.STORED);
        assertThat(textsOf(job)).containsExactly("remedy");
    }

    private IngestEvent forcedToRun(int jobId, String text) {
        JobStatusEvent event = (JobStatusEvent) event(jobId, text);
        List<StatusUpdate> updates = event.updates().stream()
                .map(each -> new StatusUpdate(
                        each.timeMicros(),
                        JobStatus.RUNNING,
                        each.minorStatus(),
                        each.applicationStatus(),
                        each.source()))
                .toList();
        return new JobStatusEvent(event.envelope(), event.jobId(), updates, true, Map.of());
    }

    /** A new event, later than all before it. */
    private IngestEvent event(int jobId, String text) {
        events++;
        long timeMicros = START_MICROS + events * 1_000_000L;
        return event("contract-" + events, timeMicros, jobId, text);
    }

    /** An event that gives {@code text} to a job: the minor status of a status event, unless a store needs another. */
    protected IngestEvent event(String id, long timeMicros, int jobId, String text) {
        EventEnvelope envelope = new EventEnvelope(id, "/contract", JobStatusEvent.TYPE, timeMicros);
        StatusUpdate update = new StatusUpdate(timeMicros, null, text, null, "Contract");
        return new JobStatusEvent(envelope, jobId, List.of(update), false, Map.of());
    }

    private void assertTook(int jobId, String... texts) {
        List<String> all = List.of(texts);
        assertThat(textsOf(jobId)).isEqualTo(keepsHistory() ? all : all.subList(texts.length - 1, texts.length));
    }

    /** Writes one batch and waits for its outcomes. */
    private List<Kind> write(IngestEvent... events) {
        List<WriteRequest> requests = new ArrayList<>();
        for (IngestEvent event : events) {
            requests.add(new WriteRequest(event, 100));
        }
        Future<List<WriteOutcome>> answer = writer().write(new WriteBatch(requests));
        return await(answer).stream().map(WriteOutcome::kind).toList();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
