package routes.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The YAML that a document shows, as people copy it. */
public final class Examples {

    private static final Pattern BLOCK = Pattern.compile("^```yaml\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern FILE = Pattern.compile("\\A# routes/(\\S+)\n");

    private Examples() {
    }

    /** Every block, in order. */
    public static List<String> blocks(Path document) throws IOException {
        return BLOCK.matcher(Files.readString(document)).results().map(block -> block.group(1)).toList();
    }

    /** The blocks that begin with {@code # routes/<name>}, by that name. */
    public static Map<String, String> routeFiles(Path document) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        for (String block : blocks(document)) {
            Matcher file = FILE.matcher(block);
            if (file.find()) {
                files.put(file.group(1), block);
            }
        }
        return files;
    }
}
