package routes.config;

/**
 * A setting as {@code --print-config} shows it.
 *
 * @param value  masked when it is secret; empty when the setting has no value
 * @param source {@code environment}, a file or {@code default}
 */
public record SettingRow(String group, String name, String value, String source) {
}
