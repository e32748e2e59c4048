package bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import routes.embedded.EmbeddedDatabase;
import routes.embedded.EmbeddedServers;

/**
 * A {@code DATA_DIR} of the product that is full: so many events of 16 cameras over 30 days, four times as many pictures and ten times as many
 * detections. Made once and kept below {@code target/bench}; made anew when the schema has changed, and when it is older than a day, since "the last 24 hours" would be empty.
 */
public final class ApiData {

    private static final Duration FRESH = Duration.ofDays(1);
    private static final int WORKERS = 2;
    private static final int PART = 25_000;
    private static final int REJECTED_SHARE = 20;

    private final Path directory;
    private final int events;

    /** @param events at least 100 */
    public ApiData(int events) {
        this.directory = Path.of("target", "bench", "api-" + events).toAbsolutePath();
        this.events = events;
    }

    /** Makes the data without measuring anything: {@code bench.ApiData 1000000}. */
    public static void main(String[] args) throws Exception {
        new ApiData(Integer.parseInt(args[0])).make();
        System.exit(0);
    }

    public Path directory() {
        return directory;
    }

    /** What its files take on the disk. */
    double megabytes() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum() / 1048576.0;
        }
    }

    /** @return seconds that it took; 0 when it was there */
    public double make() throws Exception {
        long begin = System.nanoTime();
        try (EmbeddedServers servers = new EmbeddedServers(directory, true, false)) {
            EmbeddedDatabase database = servers.start().database().orElseThrow();
            Flyway flyway = Flyway.configure().dataSource(database.jdbcUrl(), database.user(), database.password())
                    .locations("classpath:db/migration").cleanDisabled(false).load();
            try (Connection connection = connect(database); Statement statement = connection.createStatement()) {
                if (flyway.validateWithResult().validationSuccessful && isFresh(statement)) {
                    return 0;
                }
                System.out.printf("making %,d events in %s%n", events, directory);
                flyway.clean();
                flyway.migrate();
                List<String> indexes = dropIndexes(statement);
                fill(database, statement);
                step("tables", begin);
                inParallel(database, indexes);
                step("indexes", begin);
                statement.execute("vacuum (analyze) events");
                statement.execute("vacuum (analyze) images");
                statement.execute("vacuum (analyze) detections");
                statement.execute("vacuum (analyze) event_detections");
                statement.execute("comment on table events is '" + Instant.now() + "'");
                statement.execute("checkpoint");
                step("vacuum", begin);
            }
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private boolean isFresh(Statement statement) throws SQLException {
        try (ResultSet made = statement.executeQuery("select obj_description(to_regclass('events'))")) {
            made.next();
            return made.getString(1) != null && Instant.parse(made.getString(1)).isAfter(Instant.now().minus(FRESH));
        }
    }

    /** All but the primary keys, which grow at their end only. @return the statements that bring them back */
    private static List<String> dropIndexes(Statement statement) throws SQLException {
        List<String> back = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        try (ResultSet found = statement.executeQuery("""
                select i.indrelid::regclass::text, i.indexrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid), pg_get_indexdef(i.indexrelid)
                from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype = 'u'
                where i.indrelid in ('events'::regclass, 'images'::regclass, 'detections'::regclass, 'event_detections'::regclass) and not i.indisprimary
                order by i.indrelid""")) {
            while (found.next()) {
                if (found.getString(3) != null) {
                    gone.add("alter table " + found.getString(1) + " drop constraint " + found.getString(3));
                    back.add("alter table " + found.getString(1) + " add constraint " + found.getString(3) + " " + found.getString(4));
                } else {
                    gone.add("drop index " + found.getString(2));
                    back.add(found.getString(5));
                }
            }
        }
        for (String drop : gone) {
            statement.execute(drop);
        }
        return back;
    }

    private void fill(EmbeddedDatabase database, Statement statement) throws Exception {
        statement.execute("""
                insert into cameras (id, name, folder_path, status, last_seen_at)
                select id, initcap(replace(id, '_', ' ')), '/srv/cameras/' || id, 'online', now()
                from unnest(array['front_door', 'garden', 'garage', 'driveway', 'back_door', 'street', 'terrace', 'gate', 'hall', 'cellar', 'shed', 'pool',
                                  'balcony', 'attic', 'stairs', 'yard']) id""");
        String sql = resource();
        String now = Instant.now().toString();
        List<String> parts = new ArrayList<>();
        for (int from = 1; from <= events; from += PART) {
            parts.add(sql.replace("{from}", Integer.toString(from)).replace("{to}", Integer.toString(Math.min(events, from + PART - 1)))
                    .replace("{events}", Integer.toString(events)).replace("{now}", now));
        }
        inParallel(database, parts);
        statement.execute("""
                select setval(pg_get_serial_sequence('events', 'id'), (select max(id) from events)),
                       setval(pg_get_serial_sequence('images', 'id'), (select max(id) from images)),
                       setval(pg_get_serial_sequence('detections', 'id'), (select max(id) from detections))""");
        statement.execute("""
                insert into images (camera_id, file_path, file_hash, bytes, captured_at, processed_at, status, reject_reason, reject_detail)
                select 'garden', '/srv/cameras/garden/cut-' || n || '.jpg', '', 17, now() - n * interval '1 minute', now() - n * interval '1 minute', 'rejected',
                       (array['truncated', 'not_an_image', 'too_small'])[1 + n %% 3], 'ends in the middle of a scan'
                from generate_series(1, %d) n""".formatted(events / REJECTED_SHARE));
    }

    private static void inParallel(EmbeddedDatabase database, List<String> scripts) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (String script : scripts) {
                tasks.add(() -> {
                    try (Connection connection = connect(database); Statement statement = connection.createStatement()) {
                        // foreign keys are triggers: what is made here keeps to them
                        statement.execute("set session_replication_role = replica");
                        statement.execute("set synchronous_commit = off");
                        statement.execute("set maintenance_work_mem = '512MB'");
                        statement.execute("set max_parallel_maintenance_workers = 0");
                        statement.execute(script);
                    }
                    return null;
                });
            }
            for (Future<Void> done : workers.invokeAll(tasks)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e);
        } finally {
            workers.shutdown();
        }
    }

    private static Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    private static String resource() throws IOException {
        try (InputStream in = ApiData.class.getResourceAsStream("/bench/api-data.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void step(String what, long begin) {
        System.out.printf("  %s after %.0f s%n", what, (System.nanoTime() - begin) / 1e9);
    }
}
