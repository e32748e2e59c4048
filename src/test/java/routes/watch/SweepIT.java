package routes.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import routes.config.Json;

class SweepIT {

    private static SweepServers servers;

    @TempDir
    Path dir;
    private Path root;
    private CameraFiles files;
    private HandledFiles handled;
    private QueuedFiles queued;

    @BeforeAll
    static void startServers() throws Exception {
        servers = new SweepServers();
    }

    @AfterAll
    static void stopServers() throws Exception {
        servers.close();
    }

    @BeforeEach
    void empty() throws Exception {
        servers.execute("truncate images cascade");
        servers.redisson().getKeys().flushdb();
        root = Files.createDirectory(dir.resolve("cameras"));
        files = new CameraFiles(root.toString());
        handled = new HandledFiles(servers.dataSource());
        queued = new RedisQueuedFiles(servers.redisson(), "", 3);
    }

    @Test
    void finds_every_image_that_is_neither_done_nor_queued() throws Exception {
        write("Front Door/new.jpg");
        write("Front Door/2026/01/deep.png");
        write("süd 'x'\n/odd.jpg");
        done(write("Front Door/done.jpg"));
        Path changed = write("Front Door/changed.jpg");
        done(changed);
        Files.writeString(changed, "longer now");
        Path touched = write("Front Door/touched.jpg");
        done(touched);
        Files.setLastModifiedTime(touched, FileTime.from(Instant.now().minusSeconds(7)));
        for (int i = 0; i < 7; i++) {
            servers.enqueue("detection_queue", "job", "{\"camera_id\":\"front_door\",\"file_path\":\"" + write("Front Door/queued" + i + ".jpg") + "\"}");
        }
        servers.enqueue("detection_queue", "job", "no json");
        servers.enqueue("dlq:detection_queue", "entry", "{\"original_job\":{\"file_path\":\"" + write("Front Door/dead.jpg") + "\"},\"error\":\"x\"}");
        write("in-the-root.jpg");
        write("Front Door/.hidden/a.jpg");
        write("Front Door/upload.jpg.part");

        assertThat(sweep(72)).containsExactlyInAnyOrder("Front Door/new.jpg", "Front Door/2026/01/deep.png", "süd 'x'\n/odd.jpg",
                "Front Door/changed.jpg", "Front Door/touched.jpg");
    }

    @Test
    void leaves_old_files_alone_unless_they_were_moved_in_lately() throws Exception {
        Path old = write("cam/old.jpg");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(30))));
        assertThat(sweep(72)).as("its change time is now").containsExactly("cam/old.jpg");

        Clock inFourDays = Clock.fixed(Instant.now().plus(Duration.ofDays(4)), ZoneOffset.UTC);
        assertThat(list(new Sweep(files, handled, queued, inFourDays, 72).files())).isEmpty();
        Path future = write("cam/wrong-clock.jpg");
        Files.setLastModifiedTime(future, FileTime.from(Instant.now().plus(Duration.ofDays(3_000))));
        assertThat(sweep(72)).as("its change time is now").contains("cam/wrong-clock.jpg");
        assertThat(list(new Sweep(files, handled, queued, inFourDays, 72).files())).as("new for ever").isEmpty();
        Files.delete(future);
        assertThat(list(new Sweep(files, handled, queued, inFourDays, 120).files())).containsExactly("cam/old.jpg");
    }

    @Test
    void follows_no_link_out_of_the_root_but_names_image_links_so_that_they_are_recorded() throws Exception {
        Path outside = Files.createDirectory(dir.resolve("outside"));
        Files.writeString(outside.resolve("secret.jpg"), "x");
        write("cam/a.jpg");
        Files.createSymbolicLink(root.resolve("away"), outside);
        Files.createSymbolicLink(root.resolve("cam/away.jpg"), outside.resolve("secret.jpg"));
        Files.createSymbolicLink(root.resolve("cam/again.jpg"), root.resolve("cam/a.jpg"));
        Files.createSymbolicLink(root.resolve("cam/nowhere.jpg"), Path.of("nowhere"));
        Files.createSymbolicLink(root.resolve("alias"), root.resolve("cam"));
        Files.createSymbolicLink(root.resolve("cam/loop"), root);

        assertThat(sweep(72)).containsExactlyInAnyOrder("cam/a.jpg", "cam/away.jpg", "cam/again.jpg");

        ImageInspector inspector = new ImageInspector(files, 1, 1_000_000, 1_000_000, "structure");
        Inspection refused = inspector.inspect(files.classify(root.resolve("cam/away.jpg")));
        assertThat(refused.reason()).isEqualTo(RejectReason.SYMLINK_OUTSIDE_ROOT);
        insert(refused.file().path(), refused.bytes(), refused.modified());
        assertThat(sweep(72)).as("recorded once").containsExactlyInAnyOrder("cam/a.jpg", "cam/again.jpg");
    }

    @Test
    void a_done_file_whose_time_was_set_later_is_recognised_by_its_content_and_not_found_again() throws Exception {
        Path touched = write("cam/touched.jpg");
        done(touched);
        Files.setLastModifiedTime(touched, FileTime.from(Instant.now().minusSeconds(7)));
        assertThat(sweep(72)).containsExactly("cam/touched.jpg");

        assertThat(recognised(touched)).isTrue();
        assertThat(sweep(72)).isEmpty();
    }

    @Test
    void a_file_that_could_not_be_had_when_its_turn_came_is_found_when_it_is_there_again() throws Exception {
        Path unmounted = write("cam/unmounted.jpg");
        Path locked = write("cam/locked.jpg");
        Path broken = write("cam/broken.jpg");
        refused(unmounted, "file_missing");
        refused(locked, "unreadable");
        refused(broken, "corrupt");
        assertThat(sweep(72)).containsExactlyInAnyOrder("cam/unmounted.jpg", "cam/locked.jpg");
        assertThat(recognised(unmounted)).as("known by its content").isFalse();

        servers.execute("update images set file_hash = '' where reject_reason = 'unreadable'");
        done(locked);
        servers.execute("update images set status = 'detected', reject_reason = null where reject_reason = 'file_missing'");
        assertThat(sweep(72)).as("taken up once").isEmpty();
    }

    @Test
    void a_file_of_any_time_can_be_asked_about() throws Exception {
        CameraFile file = files.classify(write("cam/a.jpg"));
        List<FoundFile> found = Stream.of(Instant.MIN, Instant.EPOCH, Instant.MAX).map(time -> new FoundFile(file, 7, FileTime.from(time))).toList();
        assertThat(handled.among(found).isEmpty()).isTrue();
        insert(file.path(), 7, found.get(2).modified());
        assertThat(handled.among(found).stream()).containsExactly(2);
    }

    @Test
    void fails_when_the_database_does_not_answer_and_works_again_afterwards() throws Exception {
        write("cam/a.jpg");
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setURL("jdbc:postgresql://127.0.0.1:1/none");
        Iterator<CameraFile> found = new Sweep(files, new HandledFiles(nowhere), queued, Clock.systemUTC(), 72).files();
        assertThatThrownBy(found::hasNext).isInstanceOf(IllegalStateException.class).hasRootCauseInstanceOf(java.net.ConnectException.class)
                .cause().isInstanceOf(SQLException.class);
        assertThat(sweep(72)).containsExactly("cam/a.jpg");
    }

    @Test
    void polling_gives_new_and_changed_files_once() throws Exception {
        done(write("cam/done.jpg"));
        write("cam/left-over.jpg");
        PollingScan scan = new PollingScan(files, handled, queued, Clock.systemUTC(), 72);
        assertThat(list(scan.files())).containsExactly("cam/left-over.jpg");
        assertThat(list(scan.files())).isEmpty();

        Path changed = write("cam/new.jpg");
        assertThat(list(scan.files())).containsExactly("cam/new.jpg");
        Files.writeString(changed, "more of it");
        assertThat(list(scan.files())).containsExactly("cam/new.jpg");
        Files.move(changed, root.resolve("cam/renamed.jpg"));
        assertThat(list(scan.files())).containsExactly("cam/renamed.jpg");
        assertThat(list(scan.files())).isEmpty();
    }

    @Test
    void polling_gives_a_file_again_when_the_scan_that_found_it_was_given_up() throws Exception {
        write("cam/a.jpg");
        write("cam/b.jpg");
        PollingScan scan = new PollingScan(files, handled, queued, Clock.systemUTC(), 72);
        assertThat(scan.files().next()).isNotNull();
        assertThat(list(scan.files())).containsExactlyInAnyOrder("cam/a.jpg", "cam/b.jpg");
        assertThat(list(scan.files())).isEmpty();
    }

    @Test
    void a_hundred_thousand_done_files_cost_seconds_and_are_not_read() throws Exception {
        int count = Integer.getInteger("sweep.files", 10_000);
        for (int i = 0; i < count; i++) {
            Path file = root.resolve("cam" + i % 16 + "/d" + i / 2_000).resolve(i + ".jpg");
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
        long started = System.nanoTime();
        Sweep sweep = new Sweep(files, handled, queued, Clock.systemUTC(), 72);
        List<CameraFile> all = new ArrayList<>();
        sweep.files().forEachRemaining(all::add);
        assertThat(all).hasSize(count);
        System.out.printf("sweep of %d unknown files: %d ms%n", count, (System.nanoTime() - started) / 1_000_000);
        try (var connection = servers.dataSource().getConnection();
             var insert = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(false);
            for (CameraFile file : all) {
                bind(insert, file.path(), Files.size(file.path()), Files.getLastModifiedTime(file.path()).toInstant());
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
        for (int round = 0; round < 3; round++) {
            started = System.nanoTime();
            assertThat(sweep.files()).isExhausted();
            System.out.printf("sweep of %d done files: %d ms%n", count, (System.nanoTime() - started) / 1_000_000);
            servers.execute("analyze images");
        }
        PollingScan scan = new PollingScan(files, handled, queued, Clock.systemUTC(), 72);
        for (int round = 0; round < 3; round++) {
            started = System.nanoTime();
            assertThat(scan.files()).isExhausted();
            System.out.printf("polling scan of %d done files: %d ms%n", count, (System.nanoTime() - started) / 1_000_000);
        }
    }

    private static final String INSERT = "insert into images (camera_id, file_path, file_hash, bytes, captured_at, status) "
            + "values (?, ?, 'h', ?, date_trunc('milliseconds', ?::timestamptz), 'detected')";

    private List<String> sweep(double hours) {
        return list(new Sweep(files, handled, queued, Clock.systemUTC(), hours).files());
    }

    private List<String> list(Iterator<CameraFile> found) {
        List<String> names = new ArrayList<>();
        found.forEachRemaining(file -> names.add(root.relativize(file.path()).toString()));
        return names;
    }

    private Path write(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "content");
    }

    /** Runs {@code sql/recognise-image.sql} for the file as it is now. */
    private boolean recognised(Path file) throws Exception {
        String sql = Files.readString(Path.of("src/main/resources/sql/recognise-image.sql")).replace(":?image", "?");
        String job = "{\"camera_id\":\"cam\",\"file_path\":\"%s\",\"timestamp\":\"%s\",\"file_hash\":\"h\",\"bytes\":7}"
                .formatted(file, Json.timestamp(Files.getLastModifiedTime(file).toInstant()));
        try (var connection = servers.dataSource().getConnection(); var update = connection.prepareStatement(sql)) {
            update.setString(1, job);
            try (var rows = update.executeQuery()) {
                return rows.next();
            }
        }
    }

    private void refused(Path file, String reason) throws Exception {
        done(file);
        servers.execute("update images set status = 'rejected', reject_reason = '" + reason + "' where file_path = '" + file + "'");
    }

    private void done(Path file) throws Exception {
        insert(file, Files.size(file), Files.getLastModifiedTime(file).toInstant());
    }

    private void insert(Path file, long bytes, Instant modified) throws Exception {
        try (var connection = servers.dataSource().getConnection(); var insert = connection.prepareStatement(INSERT)) {
            bind(insert, file, bytes, modified);
            insert.executeUpdate();
        }
    }

    private void bind(java.sql.PreparedStatement insert, Path file, long bytes, Instant modified) throws SQLException {
        insert.setString(1, CameraId.of(root.relativize(file).getName(0).toString()));
        insert.setString(2, file.toString());
        insert.setLong(3, bytes);
        insert.setString(4, modified.toString());
    }
}
