package org.diracgrid.ingest.worker.app;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.codec.EventRoute;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.worker.config.IngestConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Publishes events from a file. */
@Command(
        name = "produce",
        description = {
            "Publishes structured CloudEvents, one JSON object a line, to the right topics with the right keys, in the"
                    + " order of the file for each key.",
            "All lines are validated first. If one would be rejected, it is reported with its number and reason, nothing"
                    + " is sent, and the exit code is 1."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ingest produce events.ndjson",
            "  zcat events.ndjson.gz | ingest produce -",
            "  ingest produce --no-validate broken.ndjson   to see what the worker makes of it"
        })
final class ProduceCommand implements Callable<Integer> {

    /** Room for the key, the headers and the framing of a record beside its value. */
    private static final int RECORD_OVERHEAD_BYTES = 64 << 10;

    @ParentCommand
    private @Nullable IngestCommand ingest;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "NDJSON file, or - for standard input.")
    private String file = "-";

    @Option(
            names = "--no-validate",
            description = "Send the lines as they are: the key is the event's subject, none without it; what has no"
                    + " known type goes to the jobs topic.")
    private boolean unchecked;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var config = Wiring.require(ingest).config();
        var maxLineBytes = Math.toIntExact(config.topics().maxMessageBytes());
        var codec = new EventCodec(config.events().toCodecOptions());
        config.kafka().bootstrapServers();
        try (var input = NdjsonInput.open(file, System.in, maxLineBytes)) {
            if (!unchecked) {
                var validation = new LineValidation(
                        codec, Wiring.require(spec).commandLine().getErr());
                input.forEachLine((lineNumber, line, bytesRead) -> validation.check(lineNumber, line));
                validation.requireAllGood();
            }
            send(input, config, codec);
        }
        return 0;
    }

    private void send(NdjsonInput input, IngestConfig config, EventCodec codec)
            throws IOException, InterruptedException {
        var maxRequestBytes = config.topics().maxMessageBytes() + RECORD_OVERHEAD_BYTES;
        try (var producer = new KafkaClients(config.kafka()).producer("ingest-produce", maxRequestBytes)) {
            var sender = new LineSender(producer);
            sendAll(input, config, codec, sender);
            print(sender.finish());
        }
    }

    private void sendAll(NdjsonInput input, IngestConfig config, EventCodec codec, LineSender sender)
            throws IOException, InterruptedException {
        var err = Wiring.require(spec).commandLine().getErr();
        try (var progress =
                SendProgress.start(input.sizeBytes(), config.timing().progressInterval(), err)) {
            input.forEachLine((lineNumber, line, bytesRead) -> {
                sender.send(route(codec, lineNumber, line), lineNumber, line);
                progress.report(lineNumber, bytesRead);
            });
        }
    }

    private void print(Map<String, Long> sent) {
        var out = Wiring.require(spec).commandLine().getOut();
        sent.forEach((topic, count) -> out.println(count + " events sent to " + topic));
        if (sent.isEmpty()) {
            out.println("no events in the input");
        }
        out.flush();
    }

    private EventRoute route(EventCodec codec, long lineNumber, byte[] line) {
        if (unchecked) {
            return EventRoute.unchecked(line);
        }
        try {
            return EventRoute.of(codec.decodeStructured(line));
        } catch (EventRejectedException e) {
            throw new CommandFailedException("line " + lineNumber + " was changed while it was being sent", e);
        }
    }
}
