package org.diracgrid.ingest.worker.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.diracgrid.ingest.worker.config.ConfigException;
import org.diracgrid.ingest.worker.config.DatabaseUrls;
import org.diracgrid.ingest.worker.mysql.SchemaInstaller;

/** Makes the tables of a development database from the scripts on the class path. Confined to the calling thread. */
final class SchemaCreation {

    private static final List<String> DATABASES = List.of(
            DatabaseUrls.JOB_DB, DatabaseUrls.JOB_LOGGING_DB, DatabaseUrls.TASK_QUEUE_DB, DatabaseUrls.PILOT_AGENTS_DB);

    private final DatabaseUrls urls;
    private final PrintWriter out;

    SchemaCreation(DatabaseUrls urls, PrintWriter out) {
        this.urls = urls;
        this.out = out;
    }

    /**
     * Goes through the databases that have an address.
     *
     * @param flavour whose tables: the directory of the scripts
     */
    void create(String flavour) throws InterruptedException {
        var configured =
                DATABASES.stream().filter(name -> urls.find(name).isPresent()).toList();
        if (configured.isEmpty()) {
            urls.get(DatabaseUrls.JOB_DB);
        }
        var vertx = WorkerAssembly.vertx();
        try {
            for (var database : configured) {
                create(vertx, flavour, database);
            }
        } finally {
            VertxCalls.await(vertx.close());
        }
    }

    private void create(Vertx vertx, String flavour, String database) throws InterruptedException {
        var url = WorkerAssembly.databaseUrl(urls, database);
        var script = script(flavour, database);
        switch (VertxCalls.await(SchemaInstaller.install(vertx, url, script))) {
            case CREATED -> print(database, "created, flavour " + flavour);
            case EXISTS -> print(database, "exists, flavour " + flavour);
            case DIFFERS ->
                throw new CommandFailedException("tables of " + database + " (" + url.database()
                        + ") exist and are not those of flavour " + flavour + "; they are left as they are");
        }
    }

    private void print(String database, String what) {
        out.println("tables of " + database + ' ' + what);
        out.flush();
    }

    private static String script(String flavour, String database) {
        var resource = "/schemas/" + flavour + '/' + database + ".sql";
        try (var stream = SchemaCreation.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new ConfigException("--schema: \"" + flavour + "\" is not allowed; the worker alone has no schema"
                        + " scripts, run it through the ingest launcher");
            }
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
