package routes.watch;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether this process can name every file. Java takes the encoding of file names from the locale that it was started in and nothing changes it
 * afterwards: under {@code LC_ALL=C} a folder {@code Café} can be listed but its files cannot be opened by their path.
 * Used at start for the check of the environment, and by {@link ImageInspector} for single names. Stateless.
 */
public final class FileNameEncoding {

    private static final char UNDECODABLE = '\uFFFD';
    private static final String SAMPLE = "é庭";

    private FileNameEncoding() {
    }

    /** @return a sentence for the log when file names with other than ASCII letters cannot be used, empty when all is well */
    public static Optional<String> fault() {
        return fault(System.getProperty("sun.jnu.encoding", "UTF-8"));
    }

    static Optional<String> fault(String encoding) {
        boolean able = Charset.isSupported(encoding) && Charset.forName(encoding).newEncoder().canEncode(SAMPLE);
        return able ? Optional.empty() : Optional.of("The locale of this process gives file names the encoding " + encoding
                + ": images whose path has accents or other non-ASCII letters will be rejected as " + RejectReason.UNREADABLE
                + ". Set the environment variable LC_ALL=C.UTF-8 before Java starts (no -D option helps)");
    }

    /** Whether the path written down as text (queue, database) still names the file; names with bytes that are not {@link StandardCharsets#UTF_8} do not. */
    static boolean survivesAsText(Path path) {
        String text = path.toString();
        if (text.indexOf(UNDECODABLE) < 0) {
            return true;
        }
        try {
            return Files.exists(Path.of(text), LinkOption.NOFOLLOW_LINKS);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
