package routes.picture;

import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Listens for what the JDK's JPEG reader only warns of: it fills what is missing with grey, and half a picture would pass as a whole one.
 * For one picture, and for the thread that reads it.
 */
public final class JpegDamage implements IIOReadWarningListener {

    private String first;

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        boolean damaged = warning.startsWith("Truncated") || warning.startsWith("Premature")
                || warning.startsWith("Corrupt JPEG data") && !warning.contains("extraneous bytes");
        if (damaged && first == null) {
            first = warning;
        }
    }

    /** What the reader said of it first; empty when the picture is complete. */
    public Optional<String> found() {
        return Optional.ofNullable(first);
    }
}
