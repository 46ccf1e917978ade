package org.diracgrid.ingest.worker.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.ingest.worker.address.PercentCode;
import org.jspecify.annotations.Nullable;

/**
 * Takes one URL apart from left to right. The grammar is SQLAlchemy's after the normalisation that pydantic does for
 * DiracX: the user information ends at the last {@code '@'} before the path, so a raw {@code '@'} may stand in a
 * password. Confined to the thread that parses.
 */
final class DatabaseUrlParser {

    private static final Pattern SCHEME = Pattern.compile("([\\w+]+)://(.*)", Pattern.DOTALL);
    private static final Pattern DIALECT = Pattern.compile("(mysql|mariadb)(\\+\\w+)?");
    private static final String DIRACX_SCHEME = "mysql+aiomysql";

    /** Eight groups, or fewer around one {@code ::}, or a dotted tail; with an optional zone. */
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[\\w.~-]+)?");

    /** What no host name contains; pydantic refuses it as well. */
    private static final Pattern BAD_HOST = Pattern.compile("[\\s\\p{Cntrl}<>\\[\\]\\\\^|:\"`{}]");

    private final String text;
    private final List<String> warnings = new ArrayList<>();

    DatabaseUrlParser(String text) {
        this.text = text;
    }

    DatabaseUrl parse() {
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.matches()) {
            throw refused("it does not begin with a scheme such as " + DIRACX_SCHEME + "://");
        }
        String name = dialect(scheme.group(1));
        String rest = scheme.group(2);
        if (rest.indexOf('#') >= 0) {
            throw refused("it contains a '#', which must be written %23");
        }
        int authorityEnd = firstOf(rest, "/?");
        String authority = rest.substring(0, authorityEnd);
        String path = rest.substring(authorityEnd);
        if (path.indexOf('@') >= 0 && authority.indexOf('@') < 0) {
            throw refused("it has an '@' after a '/' or '?': in a password write '/' as %2F and '?' as %3F");
        }
        return read(name, authority, path);
    }

    private DatabaseUrl read(String name, String authority, String path) {
        int at = authority.lastIndexOf('@');
        String userInfo = at < 0 ? "" : authority.substring(0, at);
        String server = authority.substring(at + 1);
        int colon = userInfo.indexOf(':');
        String user = PercentCode.unquote(colon < 0 ? userInfo : userInfo.substring(0, colon));
        String password = colon < 0 ? "" : PercentCode.unquote(userInfo.substring(colon + 1));

        int hostEnd = hostEnd(server);
        String host = host(server.substring(0, hostEnd));
        int port = port(server.substring(hostEnd));
        int question = firstOf(path, "?");
        String database = database(path.substring(0, question));
        UrlQuery query = UrlQuery.parse(path.substring(Math.min(question + 1, path.length())), warnings);
        if (host.isEmpty() && at >= 0) {
            warnings.add("DiracX refuses a user without a host");
        }
        return new DatabaseUrl(
                name,
                emptyToNull(user),
                emptyToNull(password),
                host.isEmpty() ? DatabaseUrl.DEFAULT_HOST : host,
                port,
                database,
                query,
                warnings);
    }

    private String dialect(String scheme) {
        String name = scheme.toLowerCase(Locale.ROOT);
        if (!DIALECT.matcher(name).matches()) {
            throw refused("its scheme is '" + name + "', but this worker writes MySQL and MariaDB only: use "
                    + DIRACX_SCHEME + "://");
        }
        if (!name.equals(DIRACX_SCHEME)) {
            warnings.add("DiracX accepts only the scheme " + DIRACX_SCHEME + ", not " + name);
        }
        return name;
    }

    private int hostEnd(String server) {
        if (server.startsWith("[")) {
            int bracket = server.indexOf(']');
            if (bracket < 0) {
                throw refused("its IPv6 host has no closing ']'");
            }
            return bracket + 1;
        }
        return firstOf(server, ":");
    }

    private String host(String written) {
        if (written.startsWith("[")) {
            String address = written.substring(1, written.length() - 1);
            if (!IPV6.matcher(address).matches()) {
                throw refused("the host between '[' and ']' is not an IPv6 address");
            }
            return address;
        }
        if (BAD_HOST.matcher(written).find()) {
            throw refused("its host contains a character that no host name may contain");
        }
        return written;
    }

    /** {@code written} is what follows the host: nothing, {@code ":"} or {@code ":3306"}. Never shown: it may be half a password. */
    private int port(String written) {
        if (written.isEmpty() || written.equals(":")) {
            return DatabaseUrl.DEFAULT_PORT;
        }
        int port = written.matches(":[0-9]{1,5}") ? Integer.parseInt(written.substring(1)) : 0;
        if (port < 1 || port > 65535) {
            throw refused("its port is not a number from 1 to 65535;"
                    + " a '/', '?' or '#' in the password must be written %2F, %3F or %23");
        }
        return port;
    }

    private String database(String path) {
        if (path.length() < 2) {
            throw refused("it names no database: …/JobDB is missing");
        }
        return path.substring(1);
    }

    private static int firstOf(String text, String characters) {
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("The database URL cannot be used: " + why + '.');
    }
}
