package routes.watch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Derives the id of a camera from the name of its folder: {@code Front Door} becomes {@code front_door}.
 * The result always matches {@code ^[a-z0-9_]{1,64}$} and does not depend on the locale of the machine.
 * Names that differ only in what is dropped (case, accents, quotes) share one id.
 * Used by the watch route (10-watch.camel.yaml) through {@link CameraFiles}, and to check what other producers of jobs say.
 */
public final class CameraId {

    private static final int MAX_LENGTH = 64;
    private static final Pattern SEPARATORS = Pattern.compile("[\\p{IsWhite_Space}-]+");
    private static final Pattern DROPPED = Pattern.compile("[^a-z0-9_]");
    private static final Pattern UNDERSCORES = Pattern.compile("_{2,}");
    private static final Pattern EDGES = Pattern.compile("^_+|_+$");

    private CameraId() {
    }

    /**
     * @param folderName any name; one without a single ASCII letter or digit after transliteration (Chinese, emoji)
     *                   gives {@code camera_} and the first 8 hex digits of the SHA-256 of its UTF-8 bytes
     */
    public static String of(String folderName) {
        String id = folderName.strip().toLowerCase(Locale.ROOT);
        id = SEPARATORS.matcher(id).replaceAll("_");
        id = Normalizer.normalize(id, Normalizer.Form.NFKD);
        id = DROPPED.matcher(id).replaceAll("");
        id = UNDERSCORES.matcher(id).replaceAll("_");
        id = withoutEdges(id);
        if (id.length() > MAX_LENGTH) {
            id = withoutEdges(id.substring(0, MAX_LENGTH));
        }
        return id.isEmpty() ? "camera_" + digest(folderName) : id;
    }

    private static String withoutEdges(String id) {
        return EDGES.matcher(id).replaceAll("");
    }

    private static String digest(String folderName) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(folderName.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
