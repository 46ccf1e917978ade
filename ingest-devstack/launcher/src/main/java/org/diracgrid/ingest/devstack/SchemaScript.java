package org.diracgrid.ingest.devstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The tables of one of DIRAC's databases as statements: each can be sent alone to a database that is already selected, and creates only what
 * is missing.
 */
public final class SchemaScript {
    private SchemaScript() {}

    /**
     * The statements of {@code /schemas/<flavour>/<database>.sql} on the class path, in order and without their semicolons.
     *
     * @param database JobDB, JobLoggingDB, TaskQueueDB or PilotAgentsDB
     */
    public static List<String> statements(SchemaFlavour flavour, String database) {
        String resource = "/schemas/" + flavour.id() + "/" + database + ".sql";
        try (InputStream in = SchemaScript.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException(resource + " is not on the class path");
            }
            return split(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In these scripts a comment has its own line, and a semicolon ends a line only where it ends a statement. */
    private static List<String> split(String script) {
        String sql = script.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
        return List.of(sql.strip().split(";(\n|$)"));
    }
}
