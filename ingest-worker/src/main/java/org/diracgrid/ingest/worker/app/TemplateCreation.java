package org.diracgrid.ingest.worker.app;

import java.io.PrintWriter;
import org.diracgrid.ingest.worker.opensearch.JobParametersDb;
import org.diracgrid.ingest.worker.opensearch.OpenSearchConnection;
import org.diracgrid.ingest.worker.port.StoreException;

/** The part of {@code init} that puts index templates which are missing. Confined to the calling thread. */
final class TemplateCreation {

    private final WorkerAssembly assembly;
    private final PrintWriter out;

    TemplateCreation(WorkerAssembly assembly, PrintWriter out) {
        this.assembly = assembly;
        this.out = out;
    }

    void createMissing() throws InterruptedException {
        try (var connection = OpenSearchConnection.open(assembly.openSearchSettings())) {
            var created = create(assembly.jobParametersDb(connection));
            out.println("index template job_parameters " + (created ? "created" : "exists"));
            out.flush();
        } catch (StoreException e) {
            throw new CommandFailedException("index template job_parameters: " + UserErrors.describe(e), e);
        }
    }

    private static boolean create(JobParametersDb database) throws InterruptedException {
        if (VertxCalls.await(database.hasIndexTemplate())) {
            return false;
        }
        VertxCalls.await(database.createIndexTemplate());
        return true;
    }
}
