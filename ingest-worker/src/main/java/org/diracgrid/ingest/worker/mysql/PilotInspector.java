package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import java.util.List;
import org.diracgrid.ingest.worker.mysql.SchemaReport.Finding;

/** The part of the inspection that is about pilots. Confined to the context of its connection. */
final class PilotInspector {

    private final ServerInspection server;
    private final PilotTableNames names;
    private final PilotJudge judge;

    /** Adds what it finds to {@code findings}. */
    PilotInspector(LaneConnection connection, PilotTableNames names, List<Finding> findings) {
        this.server = new ServerInspection(connection, findings);
        this.names = names;
        this.judge = new PilotJudge(names, findings);
    }

    Future<?> describe() {
        return server.describe(names.pilotDb(), "PilotAgents")
                .onSuccess(judge::pilots)
                .compose(unused -> server.describe(names.pilotDb(), "JobToPilotMapping"))
                .onSuccess(judge::jobs)
                .compose(unused -> server.describe(names.pilotDb(), "PilotOutput"))
                .onSuccess(judge::output);
    }

    Future<?> check() {
        return server.check(new PilotsTable(names).statements())
                .compose(unused -> server.check(judge.insertion().statements()))
                .compose(unused -> server.check(new PilotJobsTable(names).statements()))
                .compose(unused -> server.check(new PilotOutputTable(names).statements()));
    }

    /** To be called only if no problem was found. */
    PilotSchema schema() {
        return judge.schema();
    }
}
