package routes.reload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** A file of {@code ROUTES_DIR} as it was read at one moment, so that what was checked is what is loaded. */
record RouteFile(Path path, String text) {

    static final int MAX_BYTES = 1 << 20;

    /** @throws RouteFileException when it cannot be read, is larger than {@link #MAX_BYTES} or is not UTF-8 */
    static RouteFile read(Path path) throws RouteFileException {
        try (var bytes = Files.newInputStream(path)) {
            byte[] content = bytes.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new RouteFileException(path, 0, "it is larger than " + MAX_BYTES + " bytes; split it");
            }
            return new RouteFile(path, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
        } catch (CharacterCodingException e) {
            throw new RouteFileException(path, 0, "it is not UTF-8; save it as UTF-8");
        } catch (IOException e) {
            throw new RouteFileException(path, 0, "it cannot be read: " + e);
        }
    }

    /**
     * Camel counts lines from 0 and notes where the value begins: behind its key in {@code to: {uri: x}}, a line below it in block style.
     *
     * @return the line with the key, from 1
     */
    int line(int noted, String key) {
        String[] lines = text.split("\n", -1);
        for (int line = Math.max(noted, 1); line <= noted + 1; line++) {
            if (line <= lines.length && lines[line - 1].matches("[ -]*" + Pattern.quote(key) + "\\s*:.*")) {
                return line;
            }
        }
        return Math.max(noted, 0);
    }

    /**
     * The routes as YAML says them, not yet part of the context. Goes to the YAML loader itself: {@code RoutesLoader} chooses one by all that
     * follows the first dot, and knows none for {@code my.flow.yaml}.
     */
    RouteBuilder builder(CamelContext context) throws Exception {
        var loader = PluginHelper.getRoutesLoader(context).getRoutesLoader("yaml");
        return (RouteBuilder) loader.loadRoutesBuilder(ResourceHelper.fromString("file:" + path, text));
    }
}
