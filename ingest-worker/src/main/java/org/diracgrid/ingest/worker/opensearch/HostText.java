package org.diracgrid.ingest.worker.opensearch;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.diracgrid.ingest.worker.address.PercentCode;

/**
 * Reads a host that is given as text, as opensearch-py does: {@code [scheme://][user[:password]@]host[:port][/prefix]}.
 * The answer has the keys of a host that is given as an object: {@code host}, {@code port}, {@code use_ssl},
 * {@code http_auth}, {@code url_prefix}; those that the text does not tell are missing. Stateless.
 *
 * <p>{@code https} brings its own port, 443; {@code http} does not take back a {@code use_ssl} that stands elsewhere. The
 * user information ends at the last {@code '@'}, so that a raw {@code '@'} may stand in a password; {@code '/'},
 * {@code '?'} and {@code '#'} must be percent-encoded there.
 */
final class HostText {

    private HostText() {}

    /**
     * Reads {@code text}.
     *
     * @param warnings takes one sentence for each part that has no effect
     * @throws IllegalArgumentException if it has no clear meaning; the message shows nothing of the user information
     */
    static Map<String, Object> parse(String text, List<String> warnings) {
        int colon = text.indexOf("://");
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = colon < 0 ? text : text.substring(colon + 3);
        int end = endOfAuthority(rest);
        String authority = rest.substring(0, end);
        String path = rest.substring(end);
        if (path.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "a '/', '?' or '#' in the password of a host must be percent-encoded (%2F, %3F, %23)");
        }
        if (path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            warnings.add("What follows '?' or '#' in a host has no effect.");
            path = path.substring(0, firstOf(path, "?#"));
        }
        Map<String, Object> host = new HashMap<>();
        readAuthority(authority, host);
        if (scheme.equals("https")) {
            host.put("use_ssl", true);
            host.putIfAbsent("port", 443);
        } else if (!scheme.isEmpty() && !scheme.equals("http")) {
            throw new IllegalArgumentException("a host has the scheme '" + scheme + "'; allowed are http and https");
        }
        if (!path.isEmpty() && !path.equals("/")) {
            host.put("url_prefix", path);
        }
        return host;
    }

    private static void readAuthority(String authority, Map<String, Object> host) {
        int at = authority.lastIndexOf('@');
        if (at >= 0) {
            String userInfo = authority.substring(0, at);
            int colon = userInfo.indexOf(':');
            String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
            String password = colon < 0 ? "" : userInfo.substring(colon + 1);
            host.put("http_auth", PercentCode.unquote(user) + ':' + PercentCode.unquote(password));
        }
        readHostAndPort(authority.substring(at + 1), host);
    }

    private static void readHostAndPort(String text, Map<String, Object> host) {
        int bracket = text.startsWith("[") ? text.indexOf(']') : -1;
        if (text.startsWith("[") && bracket < 0) {
            throw new IllegalArgumentException("an IPv6 address in a host has no closing bracket");
        }
        String name = bracket < 0 ? text : text.substring(1, bracket);
        String after = bracket < 0 ? "" : text.substring(bracket + 1);
        if (bracket < 0) {
            int colon = text.indexOf(':');
            name = colon < 0 ? text : text.substring(0, colon);
            after = colon < 0 ? "" : text.substring(colon);
        }
        if (!name.isEmpty()) {
            host.put("host", name.toLowerCase(Locale.ROOT));
        }
        if (after.length() > 1 && after.charAt(0) == ':') {
            host.put("port", after.substring(1));
        } else if (!after.isEmpty() && !after.equals(":")) {
            throw new IllegalArgumentException("an IPv6 address in a host is followed by something else than a port");
        }
    }

    private static int endOfAuthority(String text) {
        return firstOf(text, "/?#");
    }

    private static int firstOf(String text, String characters) {
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }
}
