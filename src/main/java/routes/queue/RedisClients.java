package routes.queue;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.redisson.config.EqualJitterDelay;
import org.redisson.config.SingleServerConfig;

/** Makes the product's one Redis client, bean {@code redisson}, which all routes share. */
public final class RedisClients {

    private static final int DEFAULT_PORT = 6379;

    private RedisClients() {
    }

    /**
     * The client connects with the first command, so that it can be made while Redis is away. A command fails within about
     * five seconds while Redis does not answer; reconnecting goes on for ever, at least every two seconds.
     *
     * @param url {@code redis://[[user]:password@]host[:port][/database]} or {@code rediss://} for TLS; user and password
     *            percent-encoded
     * @param connectionPoolSize connections for commands, 10 or more: each blocking read (one per queue consumer and
     *            stream) and each command under way takes one
     * @throws IllegalArgumentException when the URL is none; the message does not contain the password
     */
    public static RedissonClient create(String url, int connectionPoolSize) {
        URI uri = parse(url);
        Config config = new Config();
        // two netty threads carry tens of thousands of commands a second; the others run listeners
        config.setNettyThreads(2).setThreads(2).setCodec(StringCodec.INSTANCE).setUseScriptCache(true)
                .setLazyInitialization(true);
        SingleServerConfig server = config.useSingleServer()
                .setAddress(uri.getScheme() + "://" + uri.getHost() + ":" + (uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort()))
                .setDatabase(database(uri))
                .setConnectionPoolSize(connectionPoolSize).setConnectionMinimumIdleSize(2)
                .setSubscriptionConnectionPoolSize(4).setSubscriptionConnectionMinimumIdleSize(1)
                .setConnectTimeout(2_000).setTimeout(3_000)
                .setRetryAttempts(2).setRetryDelay(new ConstantDelay(Duration.ofMillis(500)))
                .setReconnectionDelay(new EqualJitterDelay(Duration.ofMillis(100), Duration.ofSeconds(2)))
                .setKeepAlive(true);
        credentials(uri, server);
        return Redisson.create(config);
    }

    private static URI parse(String url) {
        URI uri;
        try {
            uri = URI.create(url.trim());
        } catch (IllegalArgumentException e) {
            // its message would show the password
            throw new IllegalArgumentException("REDIS_URL is not a URL");
        }
        if (!"redis".equals(uri.getScheme()) && !"rediss".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("REDIS_URL must look like redis://[[user]:password@]host[:port][/database]");
        }
        return uri;
    }

    private static int database(URI uri) {
        String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
        if (!path.matches("\\d{0,4}")) {
            throw new IllegalArgumentException("REDIS_URL must end with the database's number, not with /" + path);
        }
        return path.isEmpty() ? 0 : Integer.parseInt(path);
    }

    private static void credentials(URI uri, SingleServerConfig server) {
        if (uri.getRawUserInfo() == null) {
            return;
        }
        String[] parts = uri.getRawUserInfo().split(":", 2);
        String user = decoded(parts[0]);
        if (parts.length == 1) {
            server.setPassword(user);
            return;
        }
        server.setPassword(decoded(parts[1]));
        if (!user.isEmpty()) {
            server.setUsername(user);
        }
    }

    // A plus sign is itself here, other than in a form.
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
