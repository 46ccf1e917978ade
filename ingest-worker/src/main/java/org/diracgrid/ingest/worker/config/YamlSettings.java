package org.diracgrid.ingest.worker.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.ingest.worker.config.Settings.Setting;

/**
 * Reads YAML into flat settings: {@code batch: {linger: 5ms}} and {@code batch.linger: 5ms} are the same, and a list is
 * the comma-separated text of its items.
 */
final class YamlSettings {

    private static final YAMLFactory FACTORY = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonParser parser;
    private final String source;
    private final Map<String, Setting> settings = new LinkedHashMap<>();

    private YamlSettings(JsonParser parser, String source) {
        this.parser = parser;
        this.source = source;
    }

    /**
     * @param source name of the text, for messages
     * @throws ConfigException if it is not YAML or not of the expected shape
     */
    static Map<String, Setting> read(Reader text, String source) {
        try (var parser = FACTORY.createParser(text)) {
            return new YamlSettings(parser, source).readDocument();
        } catch (JsonProcessingException e) {
            var where =
                    e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
            throw new ConfigException(source + where + ": not valid YAML: " + firstLine(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new ConfigException(source + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private Map<String, Setting> readDocument() throws IOException {
        var first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            return settings;
        }
        if (first != JsonToken.START_OBJECT) {
            throw new ConfigException(here() + ": expected keys and values");
        }
        readObject("");
        if (parser.nextToken() != null) {
            throw new ConfigException(here() + ": expected one document only");
        }
        return settings;
    }

    private void readObject(String prefix) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var key = prefix + parser.currentName();
            var token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                readObject(key + '.');
            } else {
                readValue(key, token);
            }
        }
    }

    private void readValue(String key, JsonToken token) throws IOException {
        var origin = here();
        Optional<String> text =
                switch (token) {
                    case VALUE_NULL -> Optional.empty();
                    case START_ARRAY -> Optional.of(readList(key));
                    default -> Optional.of(parser.getText()).filter(value -> !value.isEmpty());
                };
        if (settings.put(key, new Setting(text, origin)) != null) {
            throw new ConfigException(origin + ": " + key + " is set twice");
        }
    }

    private String readList(String key) throws IOException {
        var items = new ArrayList<String>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.currentToken().isScalarValue()) {
                throw new ConfigException(here() + ": " + key + " takes a list of plain values");
            }
            items.add(parser.getText());
        }
        return String.join(",", items);
    }

    private String here() {
        return source + " line " + parser.currentTokenLocation().getLineNr();
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
