package routes.reload;

import java.nio.file.Path;

/** A file of {@code ROUTES_DIR} that is not taken, with the place and the reason as its author understands it. */
final class RouteFileException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;

    /** @param line from 1, or 0 when the whole file is meant */
    RouteFileException(Path file, int line, String reason) {
        super(reason.replaceFirst("[.\\s]+$", ""));
        this.file = file.toString();
        this.line = line;
    }

    /** {@code routes/night.yaml:12}. */
    String place() {
        return line > 0 ? file + ":" + line : file;
    }

    /** Place and reason. */
    String fault() {
        return place() + ": " + getMessage();
    }
}
