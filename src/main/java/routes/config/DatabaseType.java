package routes.config;

/** A {@link DatabaseUrl}. */
record DatabaseType() implements SettingType {

    @Override
    public String label() {
        return "url";
    }

    @Override
    public String range() {
        return "jdbc:postgresql://, postgresql://, postgres://, postgresql+asyncpg://";
    }

    @Override
    public Object parse(String text) {
        return DatabaseUrl.parse(text);
    }

    /** Without credentials: they reach the data source through {@link DatabaseUrl}, not through a placeholder. */
    @Override
    public String format(Object value) {
        return ((DatabaseUrl) value).jdbcUrl();
    }

    @Override
    public String mask(String text) {
        return UrlMask.apply(text);
    }
}
