package org.diracgrid.ingest.worker.app;

import io.vertx.core.Vertx;
import java.util.Set;
import org.diracgrid.ingest.worker.app.CheckReport.Level;
import org.diracgrid.ingest.worker.opensearch.OpenSearchDatabase;
import org.diracgrid.ingest.worker.opensearch.OpenSearchPlaces;
import org.diracgrid.ingest.worker.port.StoreException;

/**
 * The part of {@code check} that asks OpenSearch, and the databases for what documents need of them. Confined to the
 * calling thread.
 */
final class OpenSearchCheck {

    private final WorkerAssembly assembly;
    private final CheckReport report;

    OpenSearchCheck(WorkerAssembly assembly, CheckReport report) {
        this.assembly = assembly;
        this.report = report;
    }

    void run(Vertx vertx) throws InterruptedException {
        var places = assembly.openSearchPlaces();
        for (var settings : places.distinct()) {
            report.add(Level.ok, "opensearch", settings.toString());
            settings.warnings().forEach(warning -> report.add(Level.warn, "opensearch", warning));
        }
        sayWhatIsLeftOut(places);
        checkServers();
        checkLookUps(assembly.lookUps(places).open(vertx));
    }

    private void sayWhatIsLeftOut(OpenSearchPlaces places) {
        if (places.pilotParameters() == null) {
            report.add(Level.ok, "PilotParametersDB", "DIRACX_OS_DB_PILOTPARAMETERSDB is not set: left out");
        }
        if (places.pilotLogs() == null) {
            report.add(Level.ok, "PilotLogsDB", "DIRACX_OS_DB_PILOTLOGSDB is not set: pilots' logs are not read");
        }
    }

    private void checkServers() throws InterruptedException {
        try (var databases = assembly.openSearchDatabases()) {
            VertxCalls.await(databases.ping());
            report.add(Level.ok, "opensearch", "answers");
            for (var database : databases.all()) {
                checkTemplate(database);
            }
        } catch (StoreException | IllegalArgumentException e) { // the latter: a file that the settings name
            report.add(Level.FAIL, "opensearch", UserErrors.describe(e));
        }
    }

    private void checkTemplate(OpenSearchDatabase database) throws InterruptedException {
        var subject = "index template " + database.templateName();
        if (VertxCalls.await(database.hasIndexTemplate())) {
            report.add(Level.ok, subject, "exists");
        } else {
            report.add(
                    Level.warn,
                    subject,
                    "does not exist, types will be guessed (create it with: ingest init --templates)");
        }
    }

    private void checkLookUps(LookUps.Open lookUps) throws InterruptedException {
        try {
            checkJobVos(lookUps);
            if (lookUps.stamps().isPresent()) {
                checkPilots(lookUps);
            }
        } finally {
            VertxCalls.await(lookUps.close());
        }
    }

    private void checkJobVos(LookUps.Open lookUps) throws InterruptedException {
        try {
            VertxCalls.await(lookUps.jobVos().find(Set.of(1)));
            report.add(Level.ok, "JobDB", "tells the VO of a job");
        } catch (StoreException e) {
            report.add(Level.FAIL, "JobDB", "does not tell the VO of a job: " + UserErrors.describe(e));
        }
    }

    private void checkPilots(LookUps.Open lookUps) throws InterruptedException {
        try {
            VertxCalls.await(lookUps.findPilots(Set.of("none")));
            report.add(Level.ok, "PilotAgentsDB", "tells the pilot of a stamp");
        } catch (StoreException e) {
            report.add(Level.FAIL, "PilotAgentsDB", "does not tell the pilot of a stamp: " + UserErrors.describe(e));
        }
    }
}
