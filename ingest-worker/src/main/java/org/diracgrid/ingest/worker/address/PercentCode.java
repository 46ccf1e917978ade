package org.diracgrid.ingest.worker.address;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Percent-decoding as Python does it, which differs from {@link java.net.URLDecoder}: an escape that is none stays as
 * it is, and bytes that are not UTF-8 become U+FFFD. Stateless.
 */
public final class PercentCode {

    private PercentCode() {}

    /** {@code urllib.parse.unquote}: a {@code '+'} stays a {@code '+'}. */
    public static String unquote(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int end = endOfEscapes(text, i);
            if (end == i) {
                decoded.append(text.charAt(i++));
            } else {
                decoded.append(bytes(text, i, end));
                i = end;
            }
        }
        return decoded.toString();
    }

    /** As {@link #unquote}, but a {@code '+'} is a blank: what {@code urllib.parse.parse_qsl} does. */
    public static String unquotePlus(String text) {
        return unquote(text.replace('+', ' '));
    }

    /** Where the run of {@code %XX} that begins at {@code from} ends; {@code from} if none begins there. */
    private static int endOfEscapes(String text, int from) {
        int end = from;
        while (end + 2 < text.length()
                && text.charAt(end) == '%'
                && Character.digit(text.charAt(end + 1), 16) >= 0
                && Character.digit(text.charAt(end + 2), 16) >= 0) {
            end += 3;
        }
        return end;
    }

    private static String bytes(String text, int from, int to) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((to - from) / 3);
        for (int i = from; i < to; i += 3) {
            bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
