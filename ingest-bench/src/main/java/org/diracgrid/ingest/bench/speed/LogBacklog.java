package org.diracgrid.ingest.bench.speed;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.bench.load.LogLoad;
import org.diracgrid.ingest.bench.load.Message;
import org.diracgrid.ingest.bench.load.PilotLog;
import org.diracgrid.ingest.demo.DemoStack;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.oracle.Difference;

/** Lines of the logs of pilots that are registered. A line is one event. */
final class LogBacklog implements Backlog {

    private final DemoStack stack;
    private final LogLoad load;
    private final int size;

    LogBacklog(DemoStack stack, LogLoad load) {
        this.stack = stack;
        this.load = load;
        int lines = 0;
        for (Iterator<Message> messages = load.sent(); messages.hasNext(); ) {
            lines += messages.next().size();
        }
        this.size = lines;
    }

    @Override
    public void prepare(Databases databases) throws SQLException {
        try (Connection connection = stack.connect()) {
            Map<String, Long> unused =
                    new PilotRegistration(connection, databases.pilotAgentsDb()).register(load.logs());
        }
    }

    @Override
    public Iterator<Message> messages() {
        return load.sent();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int firstJob() {
        return 0;
    }

    @Override
    public StateCounts expected(List<String> stores) {
        StateCounts.Counter counter = new StateCounts.Counter();
        counter.add(StateCounts.PILOTS + "Running", load.logs().size());
        if (stores.contains("opensearch")) {
            counter.add(
                    StateCounts.LOG_LINES,
                    load.logs().stream().mapToLong(PilotLog::lines).sum());
        }
        return counter.total();
    }

    /** Counts have to do here: {@code bench pilot-logs} reads every line back and compares it. */
    @Override
    public List<Difference> differences(Databases databases, List<String> stores, Instant from) {
        return List.of();
    }
}
