package routes.flow;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import routes.testing.TestServers;

/** Every app that starts on it works on one and the same database. */
final class SameDatabase implements FlowApp.Servers {

    private HikariConfig first;

    @Override
    public HikariDataSource dataSource() throws SQLException {
        if (first == null) {
            HikariDataSource created = TestServers.newDatabase();
            first = new HikariConfig();
            created.copyStateTo(first);
            return created;
        }
        HikariConfig again = new HikariConfig();
        first.copyStateTo(again);
        again.setPoolName(first.getPoolName() + "-again");
        return new HikariDataSource(again);
    }

    @Override
    public String redisUrl() {
        return TestServers.redisUrl();
    }
}
