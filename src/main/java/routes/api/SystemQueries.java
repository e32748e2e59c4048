package routes.api;

import java.util.Map;

/** The statements behind {@code /api/system}, for the routes of {@code 80-api.camel.yaml}. Thread-safe. */
public final class SystemQueries {

    private final SqlQuery facts = fixed("system-facts");
    private final SqlQuery stats = fixed("system-stats");
    private final SqlQuery stageTimes = fixed("stage-times");

    public SqlQuery facts() {
        return facts;
    }

    public SqlQuery stats() {
        return stats;
    }

    public SqlQuery stageTimes() {
        return stageTimes;
    }

    private static SqlQuery fixed(String name) {
        return new SqlQuery(SqlText.of(name).text(), Map.of());
    }
}
