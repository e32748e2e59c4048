package routes.flow;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import routes.testing.TestServers;

/** Every app that starts on it works on one and the same database. */
final class SameDatabase implements FlowApp.Servers {

    private HikariConfig first;
    private HikariDataSource created;

    @Override
    public HikariDataSource dataSource() throws SQLException {
        if (first == null) {
            created = TestServers.newDatabase();
            first = new HikariConfig();
            created.copyStateTo(first);
            return created;
        }
        HikariConfig again = new HikariConfig();
        first.copyStateTo(again);
        again.setPoolName(first.getPoolName() + "-again");
        return new HikariDataSource(again);
    }

    /** Runs statements that return nothing, while the first app is there. */
    void execute(String sql) throws SQLException {
        try (Connection connection = created.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public String redisUrl() {
        return TestServers.redisUrl();
    }
}
