package org.diracgrid.ingest.worker.opensearch.pilotlog;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.diracgrid.ingest.model.event.PilotLogLine;

/**
 * Blacks secrets out of the lines of one message: what stands between {@code -----BEGIN …-----} and {@code -----END …-----},
 * over several lines or on one (certificates, proxies, private keys), bearer tokens, and JSON web tokens. Each becomes
 * {@value #INSTEAD}.
 *
 * <pre>
 * -----BEGIN RSA PRIVATE KEY-----      ***
 * MIIEpAIBAAKCAQEA…                    ***
 * -----END RSA PRIVATE KEY-----        ***
 * Authorization: Bearer eyJhbGci…      Authorization: Bearer ***
 * </pre>
 *
 * A block that was cut in two by the end of a message is known on the other side by the length of its lines, or by what
 * ends it. Between the marks only what looks like Base64 is taken for part of the block, so that a mark that somebody
 * merely printed does not swallow the log. A help against accidents, no proof against intent.
 *
 * <p>Stateless from message to message, so that a repetition is scrubbed alike. Immutable.
 */
public final class LogScrubber {

    static final String INSTEAD = "***";

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";

    /** A block on one line, whose line breaks may be written out as {@code \n}; or what of it is on this line. */
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN [A-Z0-9 ]{1,60}-----.*?(?:-----END [A-Z0-9 ]{1,60}-----|$)");

    /** The tail of a block that began before this line. */
    private static final Pattern TAIL = Pattern.compile("^[A-Za-z0-9+/=\\s\\\\]*-----END [A-Z0-9 ]{1,60}-----");

    /** What may stand within a block: Base64, a header such as {@code DEK-Info: …}, or nothing. */
    private static final Pattern INSIDE =
            Pattern.compile("\\s*(?:[A-Za-z0-9+/]*={0,2}|(?:Proc-Type|DEK-Info|Content-Domain): .*)\\s*");

    /** A line of a block on its own: RFC 7468 has 64 characters in each but the last, OpenSSL's older forms up to 76. */
    private static final Pattern FULL_LINE = Pattern.compile("\\s*[A-Za-z0-9+/]{63,76}={0,2}\\s*");

    private static final Pattern JSON_WEB_TOKEN = Pattern.compile("eyJ[A-Za-z0-9_-]{5,}(?:\\.[A-Za-z0-9_-]*){1,4}");
    private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer\\s+)[A-Za-z0-9._~+/-]{8,}=*");

    /** The messages of {@code lines}, in their order, without what is secret. */
    public List<String> scrub(List<PilotLogLine> lines) {
        Pass pass = new Pass(beginsInside(lines));
        return lines.stream().map(line -> pass.message(line.message())).toList();
    }

    /** The way through the lines of one message, which remembers whether it is inside a block. */
    private static final class Pass {

        private boolean inside;

        Pass(boolean inside) {
            this.inside = inside;
        }

        String message(String message) {
            if (message.indexOf('\n') < 0) {
                return line(message);
            }
            return Arrays.stream(message.split("\n", -1)).map(this::line).collect(Collectors.joining("\n"));
        }

        private String line(String line) {
            String open = line;
            if (inside) {
                Matcher tail = TAIL.matcher(line);
                if (tail.find()) {
                    open = tail.replaceFirst(INSTEAD);
                } else if (INSIDE.matcher(line).matches()) {
                    return line.isBlank() ? line : INSTEAD;
                }
            }
            inside = open.lastIndexOf(BEGIN) > open.lastIndexOf(END);
            return withoutSecrets(open);
        }
    }

    /** Whether the first thing that is seen of blocks is the end of one, with nothing but Base64 before it. */
    private static boolean beginsInside(List<PilotLogLine> lines) {
        for (PilotLogLine line : lines) {
            for (String part : line.message().split("\n", -1)) {
                if (TAIL.matcher(part).find()) {
                    return true;
                }
                if (!INSIDE.matcher(part).matches()) {
                    return false;
                }
            }
        }
        return false;
    }

    /** What is secret on one line by itself. */
    private static String withoutSecrets(String line) {
        String text = line;
        if (text.contains(BEGIN)) {
            text = BLOCK.matcher(text).replaceAll(INSTEAD);
        }
        if (text.contains("eyJ")) {
            text = JSON_WEB_TOKEN.matcher(text).replaceAll(INSTEAD);
        }
        if (text.contains("earer") || text.contains("EARER")) {
            text = BEARER.matcher(text).replaceAll("$1" + INSTEAD);
        }
        return text.length() >= 63 && FULL_LINE.matcher(text).matches() ? INSTEAD : text;
    }
}
