package org.diracgrid.ingest.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the documentation says about the keys is what the code says. */
class ConfigReferenceTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");
    private static final String BEGIN = "<!-- keys: generated, do not edit -->\n";
    private static final String END = "<!-- end of keys -->\n";

    @Test
    void theDocumentedKeysAreThoseOfTheCode() throws IOException {
        var document = Files.readString(DOCUMENT);
        var generated = document.substring(0, document.indexOf(BEGIN) + BEGIN.length())
                + ConfigReference.markdown()
                + document.substring(document.indexOf(END));
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(DOCUMENT, generated);
            return;
        }

        assertThat(document.lines())
                .as("docs/configuration.md is stale; regenerate it with"
                        + " ./mvnw -pl ingest-worker -am test -Dtest=ConfigReferenceTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.update=true")
                .containsExactlyElementsOf(generated.lines().toList());
    }
}
