package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.redisson.api.RedissonClient;
import routes.queue.RedisClients;

/** The embedded servers of a product, found as an operator would find them: in its DATA_DIR. */
final class EmbeddedData {

    private final Path folder;

    /** @param folder DATA_DIR */
    EmbeddedData(Path folder) {
        this.folder = folder;
    }

    /** Everything is done, once, and told; and nothing is left over. */
    void verify(Map<String, Integer> pictures, Subscriber subscriber) throws Exception {
        try (Connection connection = connect()) {
            new Invariants(connection, pictures).verify();
            subscriber.verify(connection);
        }
        RedissonClient redisson = RedisClients.create(redisUrl(), 10);
        try {
            assertThat(new Leftovers(redisson).all()).as("left in Redis").isEmpty();
        } finally {
            redisson.shutdown();
        }
    }

    private Connection connect() throws Exception {
        String port = Files.readAllLines(folder.resolve("postgres/postmaster.pid")).get(3).strip();
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "hearthwatch",
                Files.readString(folder.resolve("postgres.password")).strip());
    }

    private String redisUrl() throws Exception {
        List<String> settings = Files.readAllLines(folder.resolve("redis/redis.conf"));
        return "redis://:" + value(settings, "requirepass") + "@127.0.0.1:" + value(settings, "port");
    }

    private static String value(List<String> settings, String name) {
        return settings.stream().filter(line -> line.startsWith(name + " ")).findFirst().orElseThrow().substring(name.length() + 1).strip();
    }
}
