package org.diracgrid.ingest.model.codec;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import org.jspecify.annotations.Nullable;

/** Strict UTF-8. */
final class Utf8 {

    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** The text of {@code bytes}; null if they are not well-formed. */
    static @Nullable String decode(byte[] bytes) {
        // The lenient decoder is an intrinsic; it leaves a replacement character wherever the strict one would fail.
        String text = new String(bytes, UTF_8);
        return text.indexOf(REPLACEMENT) < 0 || isWellFormed(bytes) ? text : null;
    }

    /** Whether {@code text} has no unpaired surrogate, which JSON can escape but UTF-8 cannot express. */
    static boolean canEncode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean paired = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** {@code text} with a replacement character for every unpaired surrogate. */
    static String encodable(String text) {
        return canEncode(text) ? text : new String(text.getBytes(UTF_16BE), UTF_16BE);
    }

    /** The first code points of {@code text} that fit into {@code bytesMax} bytes; all of them is {@code text} itself. */
    static String cut(String text, int bytesMax) {
        if (text.length() <= bytesMax / 3) {
            return text;
        }
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            if (bytes > bytesMax) {
                return text.substring(0, i);
            }
            i += Character.charCount(codePoint);
        }
        return text;
    }

    private static boolean isWellFormed(byte[] bytes) {
        try {
            UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
