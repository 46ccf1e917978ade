package org.diracgrid.ingest.model.event;

/** Text measured as Python and SQL do: in code points, not in UTF-16 units. */
public final class CodePoints {

    private CodePoints() {}

    /** Whether {@code text} has more than {@code max} code points. */
    public static boolean exceed(String text, int max) {
        return text.length() > max && text.codePointCount(0, text.length()) > max;
    }

    /** The first {@code max} code points of {@code text}, as Python's {@code text[:max]}. */
    public static String cut(String text, int max) {
        return exceed(text, max) ? text.substring(0, text.offsetByCodePoints(0, max)) : text;
    }
}
