package routes;

import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.redisson.api.RedissonClient;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.client.RedisException;
import routes.config.DatabaseUrl;
import routes.config.Settings;
import routes.queue.RedisClients;
import routes.remote.ServiceKeys;

/** What {@code --check} looks at: folders, connections of everything that is configured, routes. Nothing is started or changed. */
final class Check {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Map<String, String> SERVICES = Map.of("YOLO26_URL", "detector", "NEMOTRON_URL", "nemotron", "FLORENCE_URL", "florence",
            "CLIP_URL", "clip", "ENRICHMENT_URL", "enrichment");

    private final Settings settings;
    private final List<String> faults = new ArrayList<>();

    Check(Settings settings) {
        this.settings = settings;
    }

    /** Every fault found, one line each, none when all is well. */
    List<String> faults() {
        folder("CAMERA_ROOT", false);
        folder("DATA_DIR", true);
        settings.databaseUrl("DATABASE_URL").ifPresent(this::database);
        settings.optionalText("REDIS_URL").ifPresent(this::redis);
        SERVICES.keySet().stream().sorted().forEach(name -> settings.url(name).ifPresent(url ->
                ServiceHealth.fault(url, SERVICES.get(name), new ServiceKeys(settings), PATIENCE).ifPresent(fault -> faults.add(name + ": " + fault))));
        RouteCheck.faults(settings).forEach(faults::add);
        return List.copyOf(faults);
    }

    /** What is not there is made at start. */
    private void folder(String name, boolean isWrittenTo) {
        Path path = settings.path(name);
        Path existing = path;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        boolean isUsable = existing != null && Files.isDirectory(existing) && Files.isReadable(existing) && Files.isExecutable(existing)
                && (Files.isWritable(existing) || existing.equals(path) && !isWrittenTo);
        if (!isUsable) {
            faults.add(name + ": " + path + " is not a folder that can be used; create it or set " + name);
        }
    }

    private void database(DatabaseUrl url) {
        Properties properties = new Properties();
        url.user().ifPresent(user -> properties.put("user", user));
        url.password().ifPresent(password -> properties.put("password", password));
        properties.put("connectTimeout", Long.toString(PATIENCE.toSeconds()));
        try {
            DriverManager.getConnection(url.jdbcUrl(), properties).close();
        } catch (SQLException e) {
            faults.add("DATABASE_URL: " + url.jdbcUrl() + " does not answer: " + e.getMessage());
        }
    }

    private void redis(String url) {
        RedissonClient redisson = RedisClients.create(url, 10);
        try {
            redisson.getRedisNodes(RedisNodes.SINGLE).getInstance().ping(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
        } catch (RedisException e) {
            faults.add("REDIS_URL: Redis does not answer: " + reason(e));
        } finally {
            redisson.shutdown();
        }
    }

    /** The innermost message there is; the JDK's HTTP client has none for the two commonest failures. */
    static String reason(Throwable failure) {
        String reason = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "no such host";
            }
            reason = cause.getMessage() == null ? reason : cause.getMessage();
        }
        return reason == null ? "connection refused" : reason;
    }
}
