package org.diracgrid.ingest.bench.speed;

import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.bench.load.Message;
import org.diracgrid.ingest.bench.load.PilotLoad;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.model.event.PilotJobsAssignedEvent;
import org.diracgrid.ingest.model.event.PilotMetadataEvent;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;
import org.diracgrid.ingest.oracle.Difference;

/** Events of pilots, which register their pilots themselves. */
record PilotBacklog(PilotLoad load) implements Backlog {

    @Override
    public void prepare(Databases databases) {
        // Fresh databases are all they need.
    }

    @Override
    public Iterator<Message> messages() {
        return load.messages();
    }

    @Override
    public int size() {
        return load.events();
    }

    @Override
    public int firstJob() {
        return 0;
    }

    @Override
    public StateCounts expected(List<String> stores) {
        StateCounts.Counter counter = new StateCounts.Counter();
        if (!stores.contains("mysql")) {
            return counter.total();
        }
        Map<String, String> statuses = new HashMap<>();
        for (Iterator<Message> messages = messages(); messages.hasNext(); ) {
            IngestEvent event = messages.next().event();
            if (event instanceof PilotRegisteredEvent registered) {
                statuses.put(event.key(), registered.status().text());
            } else if (event instanceof PilotMetadataEvent metadata) {
                statuses.put(event.key(), (String) metadata.attributes().get(PilotAttribute.STATUS));
            } else if (event instanceof PilotJobsAssignedEvent assigned) {
                counter.add(StateCounts.PILOT_JOBS, assigned.jobIds().size());
            }
        }
        statuses.values().forEach(status -> counter.add(StateCounts.PILOTS + status, 1));
        return counter.total();
    }

    /** Counts have to do: what becomes of a pilot is its last status and its jobs, and both are counted. */
    @Override
    public List<Difference> differences(Databases databases, List<String> stores, Instant from) {
        return List.of();
    }
}
