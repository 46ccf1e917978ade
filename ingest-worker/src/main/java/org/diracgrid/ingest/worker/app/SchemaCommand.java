package org.diracgrid.ingest.worker.app;

import java.util.concurrent.Callable;
import org.diracgrid.ingest.model.codec.EventSchemas;
import org.diracgrid.ingest.worker.config.ConfigException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what is published about the events. */
@Command(
        name = "schema",
        description = "Prints the AsyncAPI document and the JSON Schemas of the events.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ingest schema --list          the names of the documents",
            "  ingest schema asyncapi.json   one of them",
            "  ingest schema                 all, as one JSON object: name to document"
        })
final class SchemaCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Print this document only.")
    private @Nullable String name;

    @Option(names = "--list", description = "Print the names only.")
    private boolean list;

    @Override
    public Integer call() {
        var out = Wiring.require(spec).commandLine().getOut();
        if (list) {
            EventSchemas.names().forEach(out::println);
        } else if (name == null) {
            out.println(allAsOneObject());
        } else if (EventSchemas.names().contains(name)) {
            out.println(EventSchemas.text(name).strip());
        } else {
            throw new ConfigException("NAME: \"" + name + "\" is not allowed; expected one of "
                    + String.join(", ", EventSchemas.names()));
        }
        out.flush();
        return 0;
    }

    private static String allAsOneObject() {
        var all = new StringBuilder("{\n");
        for (var document : EventSchemas.names()) {
            all.append(all.length() > 2 ? ",\n" : "")
                    .append('"')
                    .append(document)
                    .append("\": ")
                    .append(EventSchemas.text(document).strip());
        }
        return all.append("\n}").toString();
    }
}
