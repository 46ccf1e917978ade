package org.diracgrid.ingest.worker.app;

import io.vertx.core.Vertx;
import java.util.Set;
import org.diracgrid.ingest.worker.app.CheckReport.Level;
import org.diracgrid.ingest.worker.mysql.JobVos;
import org.diracgrid.ingest.worker.opensearch.JobParametersDb;
import org.diracgrid.ingest.worker.opensearch.OpenSearchConnection;
import org.diracgrid.ingest.worker.opensearch.OpenSearchSettings;
import org.diracgrid.ingest.worker.port.StoreException;

/** The part of {@code check} that asks OpenSearch, and JobDB for what documents need of it. Confined to the calling thread. */
final class OpenSearchCheck {

    private final WorkerAssembly assembly;
    private final CheckReport report;

    OpenSearchCheck(WorkerAssembly assembly, CheckReport report) {
        this.assembly = assembly;
        this.report = report;
    }

    void run(Vertx vertx) throws InterruptedException {
        var settings = assembly.openSearchSettings();
        report.add(Level.ok, "opensearch", settings.toString());
        settings.warnings().forEach(warning -> report.add(Level.warn, "opensearch", warning));
        checkServer(settings);
        checkLookUp(assembly.jobVos(vertx, assembly.jobDbUrl()));
    }

    private void checkServer(OpenSearchSettings settings) throws InterruptedException {
        try (var connection = OpenSearchConnection.open(settings)) {
            var database = assembly.jobParametersDb(connection);
            VertxCalls.await(database.ping());
            report.add(Level.ok, "opensearch", "answers");
            checkTemplate(database);
        } catch (StoreException | IllegalArgumentException e) { // the latter: a file that the settings name
            report.add(Level.FAIL, "opensearch", UserErrors.describe(e));
        }
    }

    private void checkTemplate(JobParametersDb database) throws InterruptedException {
        if (VertxCalls.await(database.hasIndexTemplate())) {
            report.add(Level.ok, "index template job_parameters", "exists");
        } else {
            report.add(
                    Level.warn,
                    "index template job_parameters",
                    "does not exist, types will be guessed (create it with: ingest init --templates)");
        }
    }

    private void checkLookUp(JobVos jobVos) throws InterruptedException {
        try {
            VertxCalls.await(jobVos.find(Set.of(1)));
            report.add(Level.ok, "JobDB", "tells the VO of a job");
        } catch (StoreException e) {
            report.add(Level.FAIL, "JobDB", "does not tell the VO of a job: " + UserErrors.describe(e));
        } finally {
            VertxCalls.await(jobVos.close());
        }
    }
}
