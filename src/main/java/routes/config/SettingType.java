package routes.config;

/**
 * What values a setting may have. Implementations are immutable.
 */
interface SettingType {

    /** Name of the type in declarations and in the reference table. */
    String label();

    /** The allowed values in short, for the reference table; empty when the label says it all. */
    default String range() {
        return "";
    }

    /**
     * Reads a value.
     *
     * @param text without surrounding white space, not empty
     * @throws IllegalArgumentException when the value is not allowed; the message begins with "must" and never repeats the
     *                                  value, which may be a secret
     */
    Object parse(String text);

    /** The value as routes and people see it: one spelling for equal values. */
    default String format(Object value) {
        return value.toString();
    }

    /** Hides what is secret in a value of this type, also in a malformed one. */
    default String mask(String text) {
        return text;
    }
}
