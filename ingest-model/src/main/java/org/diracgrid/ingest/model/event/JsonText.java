package org.diracgrid.ingest.model.event;

/**
 * One JSON value as compact text, so that a document built from it need not be serialised again. Two are equal if their
 * texts are. Made by {@link org.diracgrid.ingest.model.codec.JsonTexts}. Immutable.
 *
 * @param text valid JSON without blanks between tokens, without unpaired surrogates, without a number that overflows
 */
public record JsonText(String text) {

    /** Whether the value is an object: OpenSearch merges objects member by member and replaces everything else. */
    public boolean isObject() {
        return text.startsWith("{");
    }

    @Override
    public String toString() {
        return text;
    }
}
