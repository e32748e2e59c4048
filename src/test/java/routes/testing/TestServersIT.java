package routes.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.redisson.client.codec.StringCodec;

class TestServersIT {

    @Test
    void gives_each_test_an_empty_database_of_its_own() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (HikariDataSource database = TestServers.newDatabase(); Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create table seen (id int)");
                try (ResultSet rows = statement.executeQuery("select count(*) from seen")) {
                    rows.next();
                    assertThat(rows.getInt(1)).isZero();
                }
            }
        }
    }

    @Test
    void gives_an_empty_redis_on_request() {
        TestServers.redisson().getBucket("k", StringCodec.INSTANCE).set("v");
        assertThat(TestServers.emptyRedisson().getKeys().count()).isZero();
    }
}
