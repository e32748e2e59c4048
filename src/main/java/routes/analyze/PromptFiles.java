package routes.analyze;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The texts of the prompt. A file in {@code PROMPTS_DIR} wins over the one of the same name in the jar's
 * {@code prompts/}, so that an integrator changes the words without a rebuild. Stateless and thread-safe.
 */
public final class PromptFiles {

    private final Path folder;

    /** @param folder {@code PROMPTS_DIR}; empty or null = only the texts of the jar */
    public PromptFiles(String folder) {
        this.folder = folder == null || folder.isBlank() ? null : Path.of(folder);
    }

    /**
     * @param name file name without a path
     * @throws UncheckedIOException when it cannot be read or is not UTF-8; the message names the file
     */
    String read(String name) {
        try {
            if (folder != null && Files.isRegularFile(folder.resolve(name))) {
                return Files.readString(folder.resolve(name));
            }
            try (InputStream in = PromptFiles.class.getResourceAsStream("/prompts/" + name)) {
                if (in == null) {
                    throw new IOException("not in the jar");
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("prompt file " + name + " cannot be read: " + e.getMessage(), e);
        }
    }
}
