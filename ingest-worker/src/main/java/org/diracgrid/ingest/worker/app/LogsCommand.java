package org.diracgrid.ingest.worker.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.diracgrid.ingest.worker.config.DatabaseUrls;
import org.diracgrid.ingest.worker.opensearch.LogQuery;
import org.diracgrid.ingest.worker.opensearch.OpenSearchConnection;
import org.diracgrid.ingest.worker.opensearch.PilotLogsDb;
import org.diracgrid.ingest.worker.port.StoreException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Shows the log of a pilot as it is in OpenSearch. */
@Command(
        name = "logs",
        description = {
            "Prints the log of a pilot that OpenSearch has, by time, message and line, however long it is.",
            "What was just written is found after the server's next refresh, within a second as a rule. The exit code is"
                    + " 1 if nothing was found."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ingest logs 0f1e2d3c4b5a69788796a5b4c3d2e1f0",
            "  ingest logs --severity ERROR --severity CRITICAL 0f1e2d3c4b5a69788796a5b4c3d2e1f0",
            "  ingest logs --since 2026-06-01T12:00:00Z --grep proxy 0f1e2d3c4b5a69788796a5b4c3d2e1f0",
            "  ingest logs --follow 0f1e2d3c4b5a69788796a5b4c3d2e1f0"
        })
final class LogsCommand implements Callable<Integer> {

    @ParentCommand
    private @Nullable IngestCommand ingest;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "STAMP", description = "The pilot's stamp, in the case in which it was issued.")
    private String stamp = "";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Only lines from then on, for example 2026-06-01T12:00:00Z.")
    private @Nullable Instant since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Only lines before then.")
    private @Nullable Instant until;

    @Option(
            names = "--severity",
            paramLabel = "SEVERITY",
            description = "Only lines of this severity, spelt as in the log; may be given several times.")
    private Set<String> severities = new LinkedHashSet<>();

    @Option(
            names = "--grep",
            paramLabel = "TEXT",
            description =
                    "Only lines whose message contains this text, in this case. All others are read, too, and left"
                            + " out here: OpenSearch finds words, not parts of them.")
    private String grep = "";

    @Option(
            names = "--follow",
            description =
                    "Go on printing what comes, until Ctrl-C. A line that comes more than ten minutes after a newer"
                            + " one is not printed.")
    private boolean follow;

    @Option(names = "--json", description = "Print each line as the JSON object that is stored.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        var command = Wiring.require(spec).commandLine();
        var assembly = new WorkerAssembly(Wiring.require(ingest).config(), InstantSource.system());
        var settings = assembly.openSearchSettings(DatabaseUrls.PILOT_LOGS_DB);
        var printer = new LogPrinter(command.getOut(), grep, json);
        try (var connection = OpenSearchConnection.open(settings)) {
            print(new PilotLogsDb(connection), printer);
        } catch (StoreException e) {
            throw new CommandFailedException(UserErrors.describe(e), e);
        }
        if (printer.printed() == 0 && !follow) {
            command.getErr().println("ingest logs: no line of pilot " + stamp + " was found");
            command.getErr().flush();
            return 1;
        }
        return 0;
    }

    private void print(PilotLogsDb database, LogPrinter printer) throws InterruptedException, JsonProcessingException {
        var query = new LogQuery(stamp, since, until, severities);
        if (follow) {
            var stopped = new CountDownLatch(1);
            try (var signals = new StopSignals(stopped::countDown)) {
                signals.take();
                new LogFollower(database, query, printer).follow(stopped);
            }
            return;
        }
        var pages = database.read(query);
        for (var page = VertxCalls.await(pages.next()); !page.isEmpty(); page = VertxCalls.await(pages.next())) {
            printer.print(page);
        }
    }

    /** A time must say what it means: without an offset it is refused. */
    static final class TimeConverter implements ITypeConverter<Instant> {

        @Override
        public Instant convert(String text) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("\"" + text
                        + "\" is not allowed; expected a time with an offset, such as 2026-06-01T12:00:00Z");
            }
        }
    }
}
