package org.diracgrid.ingest.worker.app;

import java.io.PrintWriter;
import org.diracgrid.ingest.worker.opensearch.OpenSearchDatabase;
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
        try (var databases = assembly.openSearchDatabases()) {
            for (var database : databases.all()) {
                createMissing(database);
            }
        }
    }

    private void createMissing(OpenSearchDatabase database) throws InterruptedException {
        var template = "index template " + database.templateName();
        try {
            out.println(template + (create(database) ? " created" : " exists"));
            out.flush();
        } catch (StoreException e) {
            throw new CommandFailedException(template + ": " + UserErrors.describe(e), e);
        }
    }

    private static boolean create(OpenSearchDatabase database) throws InterruptedException {
        if (VertxCalls.await(database.hasIndexTemplate())) {
            return false;
        }
        VertxCalls.await(database.createIndexTemplate());
        return true;
    }
}
