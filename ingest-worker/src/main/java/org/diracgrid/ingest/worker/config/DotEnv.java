package org.diracgrid.ingest.worker.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code .env} files that DiracX reads at start-up, so that a worker beside it can be given the same ones:
 * {@code DIRACX_SERVICE_DOTENV} first, then {@code DIRACX_SERVICE_DOTENV_<n>} by number. The real environment wins over
 * every file, an earlier file over a later one, and a file that is missing or sets nothing is an error.
 *
 * <p>The form is python-dotenv's: {@code [export] NAME=value}, the value bare (up to {@code  #}), in single quotes
 * (literal) or in double quotes (with {@code \n}, {@code \t}, {@code \"}, {@code \\}), then <code>${NAME}</code> and
 * <code>${NAME:-default}</code> replaced.
 */
final class DotEnv {

    private static final Pattern VARIABLE = Pattern.compile("DIRACX_SERVICE_DOTENV(?:_(\\d{1,9}))?");
    private static final Pattern LINE = Pattern.compile("(?m)^[ \\t]*(?:export[ \\t]+)?([^\\s=#'\"]+)[ \\t]*=[ \\t]*"
            + "(?:'((?:[^'\\\\]|\\\\.)*)'|\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\r\\n]*))");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*$");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}:]*)(?::-([^}]*))?}");

    private DotEnv() {}

    /**
     * @return {@code environment} and what the files add to it
     * @throws ConfigException if a file is missing, cannot be read or sets nothing
     */
    static Map<String, String> complete(Map<String, String> environment) {
        var files = new TreeMap<Integer, String>();
        environment.forEach((name, value) -> {
            var matcher = VARIABLE.matcher(name);
            if (matcher.matches() && !value.isEmpty()) {
                files.put(matcher.group(1) == null ? -1 : Integer.parseInt(matcher.group(1)), name);
            }
        });
        var complete = new HashMap<>(environment);
        files.values().forEach(variable -> {
            var file = environment.getOrDefault(variable, "");
            addMissing(complete, read(variable, Path.of(file)));
        });
        return complete;
    }

    private static void addMissing(Map<String, String> environment, Map<String, String> added) {
        var before = Map.copyOf(environment);
        var seen = new HashMap<>(before);
        added.forEach((name, value) -> {
            var resolved = resolve(value, seen);
            seen.putIfAbsent(name, resolved);
            environment.putIfAbsent(name, resolved);
        });
    }

    private static Map<String, String> read(String variable, Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new ConfigException(variable + ": \"" + file + "\" cannot be read; expected a .env file", e);
        }
        var values = new LinkedHashMap<String, String>();
        var matcher = LINE.matcher(text);
        while (matcher.find()) {
            values.put(matcher.group(1), value(matcher));
        }
        if (values.isEmpty()) {
            throw new ConfigException(variable + ": \"" + file + "\" sets nothing; expected lines NAME=value");
        }
        return values;
    }

    private static String value(Matcher line) {
        if (line.group(2) != null) {
            return line.group(2).replace("\\'", "'").replace("\\\\", "\\");
        }
        if (line.group(3) != null) {
            return line.group(3).translateEscapes();
        }
        return COMMENT.matcher(line.group(4)).replaceFirst("").strip();
    }

    private static String resolve(String value, Map<String, String> known) {
        return REFERENCE
                .matcher(value)
                .replaceAll(match -> Matcher.quoteReplacement(
                        known.getOrDefault(match.group(1), match.group(2) == null ? "" : match.group(2))));
    }
}
