package org.diracgrid.ingest.worker.mysql;

import org.diracgrid.ingest.model.event.CodePoints;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.ReasonCode;

/**
 * What one text column of the real table can hold. Immutable.
 *
 * @param name table and column, for messages: {@code Jobs.MinorStatus}
 * @param charactersMax its length in characters (code points)
 * @param charset its character set
 */
record TextColumn(String name, int charactersMax, TextCharset charset) {

    /**
     * {@code text} as the column keeps it: blanks at the end that are beyond its length are cut, silently, as the server
     * does in strict mode; otherwise the text itself.
     *
     * @throws EventRejectedException if the server would refuse it
     */
    String fit(String text) throws EventRejectedException {
        String fitting = text;
        if (CodePoints.exceed(text, charactersMax)) {
            fitting = CodePoints.cut(text, charactersMax);
            if (!isBlanks(text, fitting.length())) {
                throw new EventRejectedException(
                        ReasonCode.TEXT_TOO_LONG,
                        name + " takes " + charactersMax + " characters, the text has "
                                + text.codePointCount(0, text.length()));
            }
        }
        requireEncodable(fitting);
        return fitting;
    }

    /**
     * Checks a text that is cut to the column's length before it is written, whatever its length.
     *
     * @throws EventRejectedException if the part that is kept cannot be encoded
     */
    void checkCut(String text) throws EventRejectedException {
        requireEncodable(CodePoints.cut(text, charactersMax));
    }

    private void requireEncodable(String text) throws EventRejectedException {
        int codePoint = charset.firstUnencodable(text);
        if (codePoint >= 0) {
            throw new EventRejectedException(
                    ReasonCode.UNENCODABLE,
                    String.format("%s is %s and cannot hold U+%04X", name, charset.name(), codePoint));
        }
    }

    private static boolean isBlanks(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) != ' ') {
                return false;
            }
        }
        return true;
    }
}
