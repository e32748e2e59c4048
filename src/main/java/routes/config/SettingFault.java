package routes.config;

/**
 * Why a setting cannot be used.
 *
 * @param setting name of the setting, or of the file when the file itself is at fault
 * @param value   what was given, masked when it is secret; empty when nothing was given or it must not be shown
 * @param source  where the value came from: {@code environment}, a file, {@code default}
 * @param problem what is allowed
 */
public record SettingFault(String setting, String value, String source, String problem) {

    /** One line for people. */
    @Override
    public String toString() {
        return setting + (value.isEmpty() ? "" : "=" + value) + " (" + source + "): " + problem;
    }
}
