package bench.pipeline;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.redisson.Redisson;
import org.redisson.api.RStream;
import org.redisson.api.RedissonClient;
import org.redisson.api.stream.StreamCreateGroupArgs;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/**
 * What somebody would write who wants nothing but speed: the same reads, checks, Redis commands, upload, rows and messages as the product makes
 * from a picture to {@code detection.new} and {@code event}, with the same client libraries, the same schema and the same number of threads, but
 * without framework, retries, breakers, outbox, metrics, and any care for what happens when it is killed. The measure of what the product's comfort costs.
 */
public final class HandWrittenLoop {

    static final String CHANNEL = "bench:detections";
    static final String QUEUE = "bench:queue";
    static final String GROUP = "loop";
    private static final int READERS = 2;
    private static final int WORKERS = 4;

    private HandWrittenLoop() {
    }

    /** @param args camera folder, URL of the detector and the model, URL of Redis, JDBC URL, user, password */
    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        Config config = new Config();
        config.setCodec(StringCodec.INSTANCE).setThreads(2).setNettyThreads(2)
                .useSingleServer().setAddress(args[2]).setConnectionMinimumIdleSize(4).setConnectionPoolSize(16);
        RedissonClient redisson = Redisson.create(config);
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(args[3]);
        pool.setUsername(args[4]);
        pool.setPassword(args[5]);
        pool.setMaximumPoolSize(2 * WORKERS);
        RStream<String, String> queue = redisson.getStream(QUEUE, StringCodec.INSTANCE);
        queue.createGroup(StreamCreateGroupArgs.name(GROUP).makeStream());
        HikariDataSource dataSource = new HikariDataSource(pool);
        LoopBatches batches = new LoopBatches(redisson, dataSource, args[1]);
        Thread timer = new Thread(batches, "batches");
        timer.setDaemon(true);
        timer.start();
        for (int i = 0; i < WORKERS; i++) {
            Thread worker = new Thread(new LoopWorker("worker-" + i, queue, redisson.getTopic(CHANNEL, StringCodec.INSTANCE), dataSource, args[1], batches),
                    "worker-" + i);
            worker.setDaemon(true);
            worker.start();
        }
        watch(root, new LoopReader(redisson, queue));
    }

    private static void watch(Path root, LoopReader reader) throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        WatchService watch = root.getFileSystem().newWatchService();
        Map<WatchKey, Path> folders = new HashMap<>();
        try (var cameras = Files.list(root)) {
            for (Path camera : cameras.toList()) {
                folders.put(camera.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY), camera);
            }
        }
        System.out.println("ready");
        while (true) {
            WatchKey key = watch.take();
            List<WatchEvent<?>> events = key.pollEvents();
            key.reset();
            for (WatchEvent<?> event : events) {
                if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                    System.out.println("events were lost");
                } else if (event.context().toString().endsWith(".jpg")) {
                    Path file = folders.get(key).resolve((Path) event.context());
                    readers.execute(() -> reader.read(file));
                }
            }
        }
    }
}
