package org.diracgrid.ingest.worker.config;

/**
 * Says that the configuration cannot be used. The message is one line for the operator: the key, the value, where it
 * came from and what is allowed. Secrets never appear in it.
 */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String text;

    public ConfigException(String text) {
        super(text);
        this.text = text;
    }

    ConfigException(String text, Throwable cause) {
        super(text, cause);
        this.text = text;
    }

    /** A value that {@code key} does not take. */
    static ConfigException badValue(String key, Object value, String allowed) {
        return new ConfigException(key + ": \"" + value + "\" is not allowed; expected " + allowed);
    }

    /** The same, with the place where the value stands. */
    ConfigException from(String origin) {
        return new ConfigException(text + " (from " + origin + ")", this);
    }
}
