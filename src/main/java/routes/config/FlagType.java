package routes.config;

import java.util.Locale;

/** True or false, in the spellings that environment files use. */
record FlagType() implements SettingType {

    @Override
    public String label() {
        return "flag";
    }

    @Override
    public String range() {
        return "true, false";
    }

    @Override
    public Object parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }
}
