package routes.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Function;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** Talks to the servers as the product does: JDBC with the given user, Redisson with the given URL. */
final class Clients {

    private Clients() {
    }

    static void execute(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String query(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    static void set(String redisUrl, String key, String value) {
        redis(redisUrl, client -> {
            client.getBucket(key, StringCodec.INSTANCE).set(value);
            return value;
        });
    }

    static String get(String redisUrl, String key) {
        return redis(redisUrl, client -> client.<String>getBucket(key, StringCodec.INSTANCE).get());
    }

    private static String redis(String url, Function<RedissonClient, String> work) {
        Config config = new Config();
        config.setThreads(2).setNettyThreads(2);
        config.useSingleServer().setAddress(url).setConnectionMinimumIdleSize(1).setConnectionPoolSize(1)
                .setSubscriptionConnectionMinimumIdleSize(0).setRetryAttempts(0);
        RedissonClient client = Redisson.create(config);
        try {
            return work.apply(client);
        } finally {
            client.shutdown();
        }
    }

    private static Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }
}
