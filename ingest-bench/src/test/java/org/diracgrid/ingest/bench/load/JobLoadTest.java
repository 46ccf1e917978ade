package org.diracgrid.ingest.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EncodedEvent;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.lifecycle.FoldOptions;
import org.diracgrid.ingest.model.lifecycle.FoldOutcome;
import org.diracgrid.ingest.model.lifecycle.JobFold;
import org.diracgrid.ingest.model.lifecycle.JobState;
import org.diracgrid.ingest.model.lifecycle.TimeOrderColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A load of jobs has as many valid events as were asked for, in waves, none of which DiracX would refuse. */
class JobLoadTest {

    @ParameterizedTest
    @EnumSource(
            value = Family.class,
            names = {"STATUS", "HEARTBEAT", "METADATA", "MIXED"})
    void everyEventIsValidAndAppliedAsItIsAskedFor(Family family) throws Exception {
        JobLoad load = new JobLoad(family, 5_000, 7);
        EventCodec codec = new EventCodec(CodecOptions.DEFAULTS);
        JobFold fold = new JobFold(FoldOptions.DEFAULTS);
        Map<String, JobState> jobs = new HashMap<>();

        List<IngestEvent> events = events(load);

        assertThat(events).hasSize(5_000);
        for (IngestEvent event : events) {
            EncodedEvent record = Message.of(event).encode();
            assertThat(codec.decode(record.key(), record.value(), record.headers()::get))
                    .isEqualTo(event);
            FoldOutcome outcome = fold.apply(jobs.computeIfAbsent(event.key(), JobLoadTest::submitted), event, 1);
            assertThat(outcome).as("%s", event).isEqualTo(new FoldOutcome.Applied(false));
        }
        assertThat(jobs).hasSize(load.jobs());
        assertThat(load.requests()).hasSize(load.jobs());
    }

    @Test
    void sameNumbersGiveTheSameEvents() {
        assertThat(events(new JobLoad(Family.MIXED, 3_000, 7)))
                .isEqualTo(events(new JobLoad(Family.MIXED, 3_000, 7)))
                .isNotEqualTo(events(new JobLoad(Family.MIXED, 3_000, 8)));
    }

    @Test
    void aJobHasAboutTenUpdatesAndEnds() {
        JobLoad load = new JobLoad(Family.STATUS, 100_000, 1);
        Map<Integer, Integer> updates = new HashMap<>();
        int ended = 0;
        for (IngestEvent event : events(load)) {
            JobStatusEvent status = (JobStatusEvent) event;
            updates.merge(status.jobId(), 1, Integer::sum);
            JobStatus asked = status.updates().get(0).status();
            ended += asked == JobStatus.DONE || asked == JobStatus.FAILED ? 1 : 0;
        }

        assertThat(load.jobs()).isBetween(9_900, 10_100);
        assertThat(updates.values()).allMatch(count -> count <= 12);
        assertThat(ended).isGreaterThan(load.jobs() - JobLoad.ALIVE_MAX);
    }

    @Test
    void notMoreJobsThanTheWaveAreUnderWay() {
        Set<Integer> alive = new HashSet<>();
        int most = 0;
        for (IngestEvent event : events(new JobLoad(Family.STATUS, 60_000, 1))) {
            JobStatusEvent status = (JobStatusEvent) event;
            JobStatus asked = status.updates().get(0).status();
            if (asked == JobStatus.DONE || asked == JobStatus.FAILED) {
                alive.remove(status.jobId());
            } else {
                alive.add(status.jobId());
            }
            most = Math.max(most, alive.size());
        }

        assertThat(most).isBetween(JobLoad.ALIVE_MAX * 9 / 10, JobLoad.ALIVE_MAX);
    }

    @Test
    void noTwoHeartbeatsOfAJobAreInOneSecond() {
        Set<String> seconds = new HashSet<>();
        for (IngestEvent event : events(new JobLoad(Family.HEARTBEAT, 10_000, 1))) {
            JobHeartbeatEvent beat = (JobHeartbeatEvent) event;
            assertThat(seconds.add(beat.jobId() + " " + beat.timeMicros() / 1_000_000))
                    .isTrue();
            assertThat(beat.measures()).hasSize(6);
        }
    }

    @Test
    void aMixedLoadIsHalfStatuses() {
        List<IngestEvent> events = events(new JobLoad(Family.MIXED, 20_000, 1));

        long statuses = events.stream().filter(JobStatusEvent.class::isInstance).count();
        long beats = events.stream().filter(JobHeartbeatEvent.class::isInstance).count();
        // A load that ends with jobs under way has more of what comes early in a life.
        assertThat(statuses).isBetween(9_000L, 13_000L);
        assertThat(beats).isBetween(3_500L, 5_500L);
    }

    private static List<IngestEvent> events(JobLoad load) {
        List<IngestEvent> events = new ArrayList<>();
        load.messages(1).forEachRemaining(message -> events.add(message.event()));
        return events;
    }

    private static JobState submitted(String jobId) {
        SubmittedJob job = JobLoad.submitted(Integer.parseInt(jobId), 1);
        return new JobState(job.row(), List.of(job.logRow()), TimeOrderColumn.NUMERIC);
    }
}
