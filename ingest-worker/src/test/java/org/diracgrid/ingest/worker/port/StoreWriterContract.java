package org.diracgrid.ingest.worker.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.model.event.EventEnvelope;
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

    /** Makes a job that no other test uses, in a state from which minor statuses can be set; returns its id. */
    protected abstract int newJob();

    /** The id of a job that is not in the store. */
    protected abstract int absentJob();

    /** Makes a job that no other test uses, in a state in which a status event that is not forced is rejected. */
    protected abstract int newJobInUnknownStatus();

    /** The minor statuses that events gave to a job, in the order in which they took effect. */
    protected abstract List<String> minorStatusesOf(int jobId);

    @Test
    void answersEachRequestInItsPlace() {
        int first = newJob();
        int second = newJob();

        List<Kind> outcomes = write(event(first, "a"), event(absentJob(), "b"), event(second, "c"));

        assertThat(outcomes).containsExactly(Kind.STORED, Kind.ABSENT, Kind.STORED);
        assertThat(minorStatusesOf(first)).containsExactly("a");
        assertThat(minorStatusesOf(second)).containsExactly("c");
    }

    @Test
    void appliesTheEventsOfAJobInTheirOrder() {
        int job = newJob();

        write(event(job, "1"), event(job, "2"), event(job, "3"));
        write(event(job, "4"), event(job, "5"));

        assertThat(minorStatusesOf(job)).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void changesNothingWhenTheSameBatchComesAgain() {
        int job = newJob();
        JobStatusEvent[] batch = {event(job, "1"), event(job, "2"), event(job, "3")};
        assertThat(write(batch)).containsOnly(Kind.STORED);

        List<Kind> again = write(batch);

        assertThat(again).containsExactly(Kind.SUPERSEDED, Kind.SUPERSEDED, Kind.SUPERSEDED);
        assertThat(minorStatusesOf(job)).containsExactly("1", "2", "3");
    }

    @Test
    void recognisesARepetitionWithinOneBatch() {
        int job = newJob();
        JobStatusEvent event = event(job, "once");

        List<Kind> outcomes = write(event, event);

        assertThat(outcomes).containsExactly(Kind.STORED, Kind.SUPERSEDED);
        assertThat(minorStatusesOf(job)).containsExactly("once");
    }

    @Test
    void storesTheNewEventsOfABatchThatIsKnownInPart() {
        int job = newJob();
        JobStatusEvent known = event(job, "1");
        write(known);

        List<Kind> outcomes = write(known, event(job, "2"));

        assertThat(outcomes).containsExactly(Kind.SUPERSEDED, Kind.STORED);
        assertThat(minorStatusesOf(job)).containsExactly("1", "2");
    }

    @Test
    void storesNoEventOfAJobAfterOneThatHasToBeTriedAgain() {
        int absent = absentJob();

        List<Kind> outcomes = write(event(absent, "1"), event(absent, "2"));

        assertThat(outcomes.get(0)).isEqualTo(Kind.ABSENT);
        assertThat(outcomes.get(1)).isIn(Kind.ABSENT, Kind.FAILED);
    }

    @Test
    void defersWhatIsBehindAnEventThatTheStateOfItsJobForbids() {
        int job = newJobInUnknownStatus();
        int other = newJob();
        JobStatusEvent forbidden = event(job, "forbidden");
        JobStatusEvent remedy = forcedTo(event(job, "remedy"), JobStatus.RUNNING);

        List<Kind> outcomes = write(forbidden, event(other, "other"), remedy, forbidden);
        List<String> between = minorStatusesOf(job);
        List<Kind> again = write(remedy);

        assertThat(outcomes).containsExactly(Kind.REJECTED, Kind.STORED, Kind.DEFERRED, Kind.DEFERRED);
        assertThat(between).isEmpty();
        assertThat(again).containsExactly(Kind.STORED);
        assertThat(minorStatusesOf(job)).containsExactly("remedy");
    }

    private static JobStatusEvent forcedTo(JobStatusEvent event, JobStatus status) {
        List<StatusUpdate> updates = event.updates().stream()
                .map(each -> new StatusUpdate(
                        each.timeMicros(), status, each.minorStatus(), each.applicationStatus(), each.source()))
                .toList();
        return new JobStatusEvent(event.envelope(), event.jobId(), updates, true, Map.of());
    }

    /** A new event, later than all before it. */
    protected final JobStatusEvent event(int jobId, String minorStatus) {
        events++;
        long timeMicros = START_MICROS + events * 1_000_000L;
        EventEnvelope envelope =
                new EventEnvelope("contract-" + events, "/contract", "org.diracgrid.job.status.v1", timeMicros);
        StatusUpdate update = new StatusUpdate(timeMicros, null, minorStatus, null, "Contract");
        return new JobStatusEvent(envelope, jobId, List.of(update), false, Map.of());
    }

    /** Writes one batch and waits for its outcomes. */
    protected final List<Kind> write(JobStatusEvent... events) {
        List<WriteRequest> requests = new ArrayList<>();
        for (JobStatusEvent event : events) {
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
