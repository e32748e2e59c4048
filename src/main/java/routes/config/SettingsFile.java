package routes.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The operator's own {@code application.properties}, in UTF-8.
 *
 * @param name   path as it was given, for messages
 * @param values key to value, unchecked
 */
record SettingsFile(String name, SortedMap<String, String> values) {

    static final SettingsFile NONE = new SettingsFile("", new TreeMap<>());

    /** Reads the file; adds to the faults what keeps it from being read, and keys that occur twice. */
    static SettingsFile read(Optional<Path> file, List<SettingFault> faults) {
        return file.map(path -> read(path, faults)).orElse(NONE);
    }

    private static SettingsFile read(Path path, List<SettingFault> faults) {
        String name = LogText.oneLine(path.toString());
        UniqueKeys properties = new UniqueKeys();
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            faults.add(new SettingFault(name, "", "file", "does not exist"));
        } catch (CharacterCodingException e) {
            faults.add(new SettingFault(name, "", "file", "must be encoded in UTF-8"));
        } catch (IOException e) {
            faults.add(new SettingFault(name, "", "file", "cannot be read: " + LogText.oneLine(e.toString())));
        } catch (IllegalArgumentException e) {
            faults.add(new SettingFault(name, "", "file", "must be a properties file: " + LogText.oneLine(e.getMessage())));
        }
        for (String key : properties.repeated) {
            faults.add(new SettingFault(LogText.oneLine(key), "", name, "must be set only once"));
        }
        SortedMap<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key).strip()));
        return new SettingsFile(name, values);
    }

    /** The keys that camel-main reads. */
    Map<String, String> camelProperties() {
        return values.subMap("camel.", "camel/");
    }

    /** Notices keys that occur twice, of which {@link Properties} silently takes the last. */
    private static final class UniqueKeys extends Properties {

        private final transient SortedSet<String> repeated = new TreeSet<>();

        @Override
        public synchronized Object put(Object key, Object value) {
            Object before = super.put(key, value);
            if (before != null) {
                repeated.add(key.toString());
            }
            return before;
        }
    }
}
