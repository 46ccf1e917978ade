package org.diracgrid.ingest.model.codec;

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
