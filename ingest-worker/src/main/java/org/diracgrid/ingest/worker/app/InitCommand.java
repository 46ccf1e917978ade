package org.diracgrid.ingest.worker.app;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.diracgrid.ingest.worker.config.IngestConfig;
import org.diracgrid.ingest.worker.config.TopicsConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Creates what is missing. */
@Command(
        name = "init",
        description = {
            "Creates what is missing and says for each item whether it was created or exists; never alters or drops.",
            "Without an option: the topics."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ingest init                           the topics, with the broker's number of partitions",
            "  ingest init --topics --partitions 12  the topics, with twelve partitions each",
            "  ingest init --templates               the index templates that are missing",
            "  ingest init --schema diracx           the tables of a development database"
        })
final class InitCommand implements Callable<Integer> {

    @ParentCommand
    private @Nullable IngestCommand ingest;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--topics", description = "Create the topics and their dead-letter topics.")
    private boolean topics;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Partitions of the topics that are created (key topics.partitions).")
    private @Nullable Integer partitions;

    @Option(
            names = "--templates",
            description =
                    "Put the index templates of the databases that DIRACX_OS_DB_* name: DiracX's own for job parameters,"
                            + " those of this worker, which go before DiracX's, for parameters and logs of pilots.")
    private boolean templates;

    @Option(
            names = "--schema",
            paramLabel = "FLAVOUR",
            description =
                    "Create the tables in the empty databases that DIRACX_DB_URL_* name, as ${COMPLETION-CANDIDATES}"
                            + " has them. For development: a real installation creates its own.")
    private @Nullable SchemaFlavour schema;

    /** Whose tables. */
    enum SchemaFlavour {
        diracx,
        dirac
    }

    @Override
    public Integer call() throws Exception {
        var parent = Wiring.require(ingest);
        var config = parent.config();
        var out = Wiring.require(spec).commandLine().getOut();
        if (schema != null) {
            new SchemaCreation(config.databaseUrls(), out).create(schema.name());
        }
        if (topics || partitions != null || (schema == null && !templates)) {
            createTopics(config, out);
        }
        if (templates) {
            new TemplateCreation(new WorkerAssembly(config, InstantSource.system()), out).createMissing();
        }
        return 0;
    }

    private void createTopics(IngestConfig config, PrintWriter out) throws Exception {
        var wanted = Optional.ofNullable(partitions).map(TopicsConfig::checkPartitions);
        try (var admin = new KafkaClients(config.kafka()).admin()) {
            new TopicCreation(admin, out, new StartUp(config.retry()))
                    .createMissing(TopicPlan.all(config.topics(), wanted.or(config.topics()::partitions)));
        }
    }
}
