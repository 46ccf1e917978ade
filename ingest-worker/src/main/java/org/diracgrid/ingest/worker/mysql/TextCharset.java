package org.diracgrid.ingest.worker.mysql;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which characters a column's character set can hold. MySQL's names are not Java's: its {@code latin1} is Windows-1252
 * with the five holes filled by the control characters of the same number, its {@code utf8} ends at U+FFFF.
 *
 * <p>Immutable; encoders are made per question because they keep state.
 */
final class TextCharset {

    /** MySQL's name to Java's, for the single-byte sets that old schemas use. */
    private static final Map<String, String> SINGLE_BYTE = Map.of(
            "latin2", "ISO-8859-2",
            "latin5", "ISO-8859-9",
            "latin7", "ISO-8859-13",
            "greek", "ISO-8859-7",
            "hebrew", "ISO-8859-8",
            "cp1250", "windows-1250",
            "cp1251", "windows-1251",
            "koi8r", "KOI8-R",
            "koi8u", "KOI8-U");

    /** Holes of Windows-1252 that MySQL's latin1 maps to the control characters (strings/ctype-latin1.c). */
    private static final String LATIN1_HOLES = "\u0081\u008d\u008f\u0090\u009d";

    private final String name;
    private final int codePointMax;
    private final @Nullable Charset charset;
    private final String alsoEncodable;

    private TextCharset(String name, int codePointMax, @Nullable Charset charset, String alsoEncodable) {
        this.name = name;
        this.codePointMax = codePointMax;
        this.charset = charset;
        this.alsoEncodable = alsoEncodable;
    }

    /** The set of that MySQL name, lower case; null if it is not known here. */
    static @Nullable TextCharset of(String mysqlName) {
        return switch (mysqlName) {
            case "utf8mb4", "utf16", "utf16le", "utf32" ->
                new TextCharset(mysqlName, Character.MAX_CODE_POINT, null, "");
            case "utf8", "utf8mb3", "ucs2" -> new TextCharset(mysqlName, 0xFFFF, null, "");
            case "ascii" -> new TextCharset(mysqlName, 0x7F, null, "");
            case "latin1" -> new TextCharset(mysqlName, 0xFFFF, Charset.forName("windows-1252"), LATIN1_HOLES);
            default -> singleByte(mysqlName);
        };
    }

    private static @Nullable TextCharset singleByte(String mysqlName) {
        String java = SINGLE_BYTE.get(mysqlName);
        return java == null ? null : new TextCharset(mysqlName, 0xFFFF, Charset.forName(java), "");
    }

    String name() {
        return name;
    }

    /** The first code point of {@code text} that cannot be stored, or -1; half a surrogate pair never can. */
    int firstUnencodable(String text) {
        if (isPlainAscii(text)) {
            return -1;
        }
        CharsetEncoder encoder = charset == null ? null : charset.newEncoder();
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (!isEncodable(codePoint, encoder)) {
                return codePoint;
            }
            i += Character.charCount(codePoint);
        }
        return -1;
    }

    /** Bytes that {@code text}, which can be encoded, takes in the table. */
    long bytesOf(String text) {
        if (isPlainAscii(text) && codeUnitBytes() == 1) {
            return text.length();
        }
        return switch (name) {
            case "utf8mb4", "utf8", "utf8mb3" ->
                text.codePoints().mapToLong(TextCharset::utf8Bytes).sum();
            case "utf32" -> 4L * text.codePointCount(0, text.length());
            default -> (long) codeUnitBytes() * text.length();
        };
    }

    private int codeUnitBytes() {
        return switch (name) {
            case "utf16", "utf16le", "ucs2" -> 2;
            case "utf32" -> 4;
            default -> 1;
        };
    }

    private static int utf8Bytes(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint <= 0xFFFF ? 3 : 4;
    }

    private boolean isEncodable(int codePoint, @Nullable CharsetEncoder encoder) {
        if (codePoint < 0x80) {
            return true;
        }
        boolean loneSurrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        if (codePoint > codePointMax || loneSurrogate) {
            return false;
        }
        return encoder == null || encoder.canEncode((char) codePoint) || alsoEncodable.indexOf(codePoint) >= 0;
    }

    /** Almost every text is, and then nothing has to be allocated. */
    private static boolean isPlainAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
