package org.diracgrid.ingest.worker.app;

import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.diracgrid.ingest.worker.app.CheckReport.Level;
import org.diracgrid.ingest.worker.config.IngestConfig;
import org.diracgrid.ingest.worker.config.Store;
import org.diracgrid.ingest.worker.mysql.MySqlSettings;
import org.diracgrid.ingest.worker.mysql.MySqlStore;
import org.diracgrid.ingest.worker.mysql.SchemaReport.Finding;
import org.diracgrid.ingest.worker.port.StoreException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Says whether a worker could run. */
@Command(
        name = "check",
        description = {
            "Says line by line whether the worker could run: configuration, Kafka, topics, databases, privileges, schema"
                    + " flavour, column lengths and character sets, OpenSearch and its index templates. Stores that are"
                    + " not among the key stores are left out.",
            "The exit code is 1 if a line begins with FAIL; warn is for what works but should be looked at."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ingest check", "  ingest check --config /etc/ingest.yaml"})
final class CheckCommand implements Callable<Integer> {

    @ParentCommand
    private @Nullable IngestCommand ingest;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        var config = Wiring.require(ingest).config();
        var assembly = new WorkerAssembly(config, InstantSource.system());
        var sides = assembly.sides();
        config.kafka().bootstrapServers();
        var report = new CheckReport(Wiring.require(spec).commandLine().getOut());
        report.add(Level.ok, "configuration", "understood");
        warnOfUnknownProperties(config, report);
        new KafkaCheck(assembly, config, report).run(sides);
        var vertx = WorkerAssembly.vertx();
        try {
            for (var side : sides) {
                check(side.store(), assembly, vertx, report);
            }
        } finally {
            VertxCalls.await(vertx.close());
        }
        return report.isUsable() ? 0 : 1;
    }

    private static void check(Store store, WorkerAssembly assembly, Vertx vertx, CheckReport report)
            throws InterruptedException {
        switch (store) {
            case MYSQL -> checkTables(assembly.mySqlSettings(), vertx, report);
            case OPENSEARCH -> new OpenSearchCheck(assembly, report).run(vertx);
        }
    }

    private static void checkTables(MySqlSettings settings, Vertx vertx, CheckReport report)
            throws InterruptedException {
        var pilots = settings.pilots();
        var pilotAgentsDb = pilots == null ? null : pilots.pilotAgentsDb();
        for (var url :
                new Object[] {settings.jobDb(), settings.jobLoggingDb(), settings.taskQueueDb(), pilotAgentsDb}) {
            if (url != null) {
                report.add(Level.ok, "database", Objects.toString(url));
            }
        }
        try {
            VertxCalls.await(MySqlStore.check(vertx, settings))
                    .findings()
                    .forEach(finding -> report.add(level(finding), finding.subject(), finding.text()));
        } catch (StoreException e) {
            report.add(Level.FAIL, "mysql", UserErrors.describe(e));
        }
    }

    private static void warnOfUnknownProperties(IngestConfig config, CheckReport report) {
        new KafkaClients(config.kafka())
                .unknownProperties()
                .forEach(name -> report.add(
                        Level.warn, "configuration", "kafka." + name + " is no property of a Kafka client; passed on"));
    }

    private static Level level(Finding finding) {
        return switch (finding.level()) {
            case OK -> Level.ok;
            case WARNING -> Level.warn;
            case PROBLEM -> Level.FAIL;
        };
    }
}
