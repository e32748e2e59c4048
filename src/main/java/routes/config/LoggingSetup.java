package routes.config;

/**
 * Hands the logging settings to {@code logback.xml}, which reads system properties. Must run before the first logger is
 * made: Logback reads its configuration once, then.
 */
public final class LoggingSetup {

    private LoggingSetup() {
    }

    /** Sets the system properties {@code LOG_LEVEL} and {@code LOG_FORMAT}. */
    public static void apply(Settings settings) {
        System.setProperty("LOG_LEVEL", settings.text("LOG_LEVEL"));
        System.setProperty("LOG_FORMAT", settings.text("LOG_FORMAT"));
    }
}
