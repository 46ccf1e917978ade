package org.diracgrid.ingest.model.event;

/**
 * What an event calls its pilot by. The databases compare both without regard to case and to blanks at the end.
 *
 * @param column which of the two names it is
 * @param text 1 … 32 characters of a stamp, 1 … 255 of a reference
 */
public record PilotName(Column column, String text) {

    /** The columns of {@code PilotAgents} that name a pilot; the constants' columns are the names in events, too. */
    public enum Column {
        STAMP("PilotStamp", 32),
        REFERENCE("PilotReference", 255);

        private final String field;
        private final int charactersMax;

        Column(String field, int charactersMax) {
            this.field = field;
            this.charactersMax = charactersMax;
        }

        /** The name in events. */
        public String field() {
            return field;
        }

        /** Most characters (code points). */
        public int charactersMax() {
            return charactersMax;
        }
    }

    public PilotName {
        if (text.isEmpty() || CodePoints.exceed(text, column.charactersMax)) {
            throw new IllegalArgumentException(
                    column.field + " must have 1 to " + column.charactersMax + " characters");
        }
    }

    /** The pilot of that stamp. */
    public static PilotName ofStamp(String stamp) {
        return new PilotName(Column.STAMP, stamp);
    }

    /** The pilot, or pilots, of that reference. */
    public static PilotName ofReference(String reference) {
        return new PilotName(Column.REFERENCE, reference);
    }
}
