package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;

/** Makes readers and writers of JSON with the codec's limits. Thread-safe: the factory is, and nothing else is kept. */
final class StrictJson {

    static final int DEPTH_MAX = 32;
    private static final int NAME_CHARACTERS_MAX = 1024;
    private static final int NUMBER_CHARACTERS_MAX = 400;

    /**
     * Names are neither interned nor kept in a symbol table: the keys of {@code Updates} are times, new ones in every
     * record, and would make both grow and be copied for ever. Measured on a record of 270 bytes: 0.7 µs without, 30 µs with.
     */
    static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Let through here to be told from other errors in JsonInput, which rejects them.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNameLength(NAME_CHARACTERS_MAX)
                    .maxNumberLength(NUMBER_CHARACTERS_MAX)
                    .maxStringLength(Integer.MAX_VALUE) // the size of the value bounds it
                    .build())
            .build();

    private StrictJson() {}

    /** A reader of {@code text}, to be closed. */
    static JsonInput read(String text) {
        try {
            return new JsonInput(FACTORY.createParser(text));
        } catch (IOException e) {
            throw new AssertionError("text in memory", e);
        }
    }
}
