package org.diracgrid.ingest.worker.mysql;

import java.util.Locale;

/**
 * Names of pilots as the databases compare them: without regard to case and to blanks at the end. Stateless.
 *
 * <p>{@code "0F1E "} and {@code "0f1e"} are one pilot. Stamps and references are ASCII; for other letters, which collations
 * may take for one another, too, this is stricter than the server.
 */
final class StampText {

    private StampText() {}

    /** The form in which equal names are equal texts. */
    static String normalised(String name) {
        int end = name.length();
        while (end > 0 && name.charAt(end - 1) == ' ') {
            end--;
        }
        return name.substring(0, end).toLowerCase(Locale.ROOT);
    }

    /** Whether no letter of {@code name} is beyond ASCII, so that every column can be compared with it. */
    static boolean isAscii(String name) {
        return name.chars().allMatch(letter -> letter < 0x80);
    }
}
