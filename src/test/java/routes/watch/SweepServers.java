package routes.watch;

import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.redisson.api.RedissonClient;
import org.redisson.api.stream.StreamAddArgs;
import org.redisson.client.codec.StringCodec;
import routes.testing.TestServers;

/** A database with the product's schema and a Redis, for the tests of the sweep. */
final class SweepServers implements AutoCloseable {

    private final HikariDataSource database = TestServers.newSchema();
    private final RedissonClient redisson = TestServers.emptyRedisson();

    SweepServers() throws Exception {
        execute("alter table images drop constraint images_camera_id_fkey"); // the sweep looks at images alone
    }

    DataSource dataSource() {
        return database;
    }

    RedissonClient redisson() {
        return redisson;
    }

    void execute(String sql) throws Exception {
        try (var connection = database.getConnection(); var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    void enqueue(String key, String field, String json) {
        redisson.getStream(key, StringCodec.INSTANCE).add(StreamAddArgs.entry(field, json));
    }

    @Override
    public void close() {
        database.close();
    }
}
