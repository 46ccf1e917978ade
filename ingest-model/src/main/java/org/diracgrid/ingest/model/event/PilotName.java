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
        if (!isName(column, text)) {
            throw new IllegalArgumentException(
                    column.field + " must have 1 to " + column.charactersMax + " characters");
        }
    }

    /** Whether {@code text} can be in {@code column} of a pilot that events name by that. */
    public static boolean isName(Column column, String text) {
        return !text.isEmpty() && !CodePoints.exceed(text, column.charactersMax);
    }

    /**
     * The name as the databases compare it: in lower case and without blanks at the end; one blank of a name that is nothing
     * else. Two names are of the same pilot if this is equal.
     */
    public PilotName compared() {
        int end = text.length();
        while (end > 1 && text.charAt(end - 1) == ' ') {
            end--;
        }
        var compared = new StringBuilder(end);
        // Code point by code point, which unlike String.toLowerCase never makes a name longer.
        text.substring(0, end).codePoints().map(Character::toLowerCase).forEach(compared::appendCodePoint);
        return new PilotName(column, compared.toString());
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
