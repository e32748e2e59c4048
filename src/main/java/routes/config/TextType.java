package routes.config;

/** Any text on one line. */
record TextType() implements SettingType {

    @Override
    public String label() {
        return "text";
    }

    @Override
    public Object parse(String text) {
        return text;
    }
}
