package org.diracgrid.ingest.bench.micro;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.bench.load.Family;
import org.diracgrid.ingest.bench.load.JobLoad;
import org.diracgrid.ingest.bench.load.LogLoad;
import org.diracgrid.ingest.bench.load.SubmittedJob;
import org.diracgrid.ingest.model.codec.EncodedEvent;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.lifecycle.FoldOptions;
import org.diracgrid.ingest.model.lifecycle.JobFold;
import org.diracgrid.ingest.model.lifecycle.JobState;
import org.diracgrid.ingest.model.lifecycle.TimeOrderColumn;

/** What micro-benchmarks work on: the same events as the comparison's, a batch of them. */
public final class MicroLoads {

    /** Events of a batch, or lines. */
    public static final int SIZE = 1_000;

    private static final JobFold FOLD = new JobFold(FoldOptions.DEFAULTS);

    private MicroLoads() {}

    /** The first events of a load of jobs. */
    public static List<IngestEvent> events(Family family) {
        List<IngestEvent> events = new ArrayList<>();
        new JobLoad(family, SIZE, 1).messages(1).forEachRemaining(message -> events.add(message.event()));
        return events;
    }

    /** The same as records. */
    public static List<EncodedEvent> records(Family family) {
        List<EncodedEvent> records = new ArrayList<>();
        new JobLoad(family, SIZE, 1).messages(1).forEachRemaining(message -> records.add(message.encode()));
        return records;
    }

    /** Messages of logs with that many lines together. */
    public static List<PilotLogEvent> logs() {
        List<PilotLogEvent> events = new ArrayList<>();
        new LogLoad(SIZE, 1, 1).messages().forEachRemaining(message -> events.add(message.event()));
        return events;
    }

    /** Those messages as records, now as lines and now as text. */
    public static List<EncodedEvent> logRecords() {
        List<EncodedEvent> records = new ArrayList<>();
        new LogLoad(SIZE, 1, 1).messages().forEachRemaining(message -> records.add(message.encode()));
        return records;
    }

    /** The events applied to jobs as they were submitted, in one batch. */
    public static List<JobState> fold(List<IngestEvent> events) {
        Map<String, JobState> jobs = new HashMap<>();
        for (IngestEvent event : events) {
            var unused = FOLD.apply(jobs.computeIfAbsent(event.key(), MicroLoads::submitted), event, 1);
        }
        return List.copyOf(jobs.values());
    }

    private static JobState submitted(String key) {
        SubmittedJob job = JobLoad.submitted(Integer.parseInt(key), 1);
        return new JobState(job.row(), List.of(job.logRow()), TimeOrderColumn.NUMERIC);
    }
}
