package routes.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Reads declarations line by line, because {@link Properties} drops the comments that carry half of them. Keys that begin
 * with {@code camel.} are camel-main's own: they are taken as they are, with all the syntax of properties files.
 */
final class DeclarationParser {

    private static final String CAMEL = "camel.";

    private final List<SettingDeclaration> declarations = new ArrayList<>();
    private final Map<String, String> camelProperties = new LinkedHashMap<>();
    private final Properties properties = new Properties();
    private final List<String> comment = new ArrayList<>();
    private String metadata = "";
    private String group = "";
    private boolean continued;

    /** @throws IllegalArgumentException naming the line of the first malformed declaration */
    static SettingsCatalog parse(String text) {
        DeclarationParser parser = new DeclarationParser();
        try {
            parser.properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // the empty line at the end finds a '#@' line that nothing follows
        List<String> lines = (text + "\n\n").lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            try {
                parser.line(lines.get(i).stripTrailing());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("declaration in line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return new SettingsCatalog(parser.declarations, parser.camelProperties);
    }

    private void line(String line) {
        if (continued) {
            continued = line.endsWith("\\");
        } else if (line.startsWith(CAMEL)) {
            continued = line.endsWith("\\");
            String key = line.split("[=:\\s]", 2)[0];
            camelProperties.put(key, properties.getProperty(key));
            comment.clear();
        } else if (line.startsWith("#==")) {
            group = line.substring(3).strip();
        } else if (line.startsWith("#@")) {
            metadata = line.substring(2).strip();
        } else if (line.startsWith("#")) {
            comment.add(line.substring(1).strip());
        } else if (line.isEmpty()) {
            blank();
        } else {
            declaration(line);
        }
    }

    private void blank() {
        if (!metadata.isEmpty()) {
            throw new IllegalArgumentException("no setting follows '#@ " + metadata + "'");
        }
        comment.clear();
    }

    private void declaration(String line) {
        int equals = line.indexOf('=');
        if (equals < 1 || metadata.isEmpty()) {
            throw new IllegalArgumentException(equals < 1 ? "neither a comment nor NAME=default" : "no '#@' line above " + line.substring(0, equals));
        }
        declarations.add(new SettingDeclaration(line.substring(0, equals), group, String.join(" ", comment),
                SettingMetadata.parse(metadata), line.substring(equals + 1).strip()));
        comment.clear();
        metadata = "";
    }
}
