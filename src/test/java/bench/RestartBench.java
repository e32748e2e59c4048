package bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import routes.chaos.FileTree;
import routes.chaos.Product;

/**
 * The packaged jar with everything embedded is killed and started again over 100,000 pictures that are done, and one that was written meanwhile.
 * The pictures are hard links of fewer files: their content is not looked at, else they would be read.
 */
final class RestartBench implements Benchmark {

    private static final int PICTURES = 100_000;
    private static final int CAMERAS = 50;
    private static final Path SAMPLE = Path.of("samples");
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int LINKS = 1_000;

    @Override
    public String name() {
        return "restart";
    }

    @Override
    public String description() {
        return "start of the whole product over " + PICTURES + " pictures that are done already";
    }

    @Override
    public List<Figure> run() throws Exception {
        Path home = Files.createTempDirectory("hearthwatch-bench-").toRealPath();
        try (Product product = new Product(home, "restart", Map.of("LOG_LEVEL", "INFO"), Product.AS_DELIVERED)) {
            product.startAndAwaitReady();
            Path sample = sample();
            makePictures(home.resolve("cameras"), sample, home);
            product.kill();
            // moved in while nobody watches
            for (int camera = 0; camera < CAMERAS; camera++) {
                Files.move(home.resolve("unwatched/c" + camera), home.resolve("cameras/c" + camera));
            }
            Files.copy(sample, Files.createDirectories(home.resolve("cameras/new")).resolve("new.jpg"));

            long begun = System.nanoTime();
            product.start();
            Awaitility.await("ready").atMost(LIMIT).pollInterval(Duration.ofMillis(20)).ignoreExceptions().until(() -> isReady(product));
            double ready = seconds(begun);
            Awaitility.await("the new picture").atMost(LIMIT).pollInterval(Duration.ofMillis(20)).ignoreExceptions()
                    .until(() -> count(home, "select count(*) from images where camera_id = 'new'") == 1);
            double found = seconds(begun);
            Awaitility.await("the end of the sweep").atMost(LIMIT).pollInterval(Duration.ofMillis(20))
                    .until(() -> product.says(" images were not done and are taken up now"));
            double swept = seconds(begun);
            long handled = count(home, "select count(*) from images where camera_id <> 'new' and processed_at > to_timestamp(0)");
            return List.of(new Figure("start to ready", ready, "s", "<= 20"), new Figure("start to the new picture stored", found, "s", "<= 20"),
                    new Figure("start to the end of the sweep", swept, "s", "<= 20"),
                    new Figure("pictures taken again", PICTURES - handled + taken(product) - 1, "", "<= 0"),
                    Figure.of("read from files, whatever they are", io(product, "rchar") / 1048576.0, "MiB"),
                    Figure.of("largest resident memory of the JVM", peakMemory(product), "MiB"));
        } finally {
            FileTree.delete(home);
        }
    }

    private static Path sample() throws IOException {
        try (var files = Files.list(SAMPLE)) {
            return files.filter(file -> file.toString().endsWith(".jpg")).sorted().findFirst().orElseThrow();
        }
    }

    private static void makePictures(Path root, Path sample, Path home) throws Exception {
        Path outside = Files.createDirectory(home.resolve("content"));
        try (Connection connection = connect(home)) {
            connection.setAutoCommit(false);
            try (PreparedStatement row = connection.prepareStatement("insert into images (camera_id, file_path, file_hash, bytes, captured_at, processed_at, "
                    + "detection_count, status) values (?, ?, md5(?), ?, ?, ?, 0, 'detected')"); Statement cameras = connection.createStatement()) {
                Path[] content = new Path[PICTURES / LINKS];
                for (int i = 0; i < content.length; i++) {
                    content[i] = Files.copy(sample, outside.resolve(i + ".jpg"));
                }
                for (int i = 0; i < CAMERAS; i++) {
                    cameras.execute("insert into cameras (id, name, folder_path) values ('c" + i + "', 'c" + i + "', '" + root.resolve("c" + i) + "')");
                    cameras.execute("update cameras set last_seen_at = now()");
                }
                for (int i = 0; i < PICTURES; i++) {
                    Path from = content[i % content.length];
                    row.setString(1, "c" + i % CAMERAS);
                    row.setString(2, path(root, i).toString());
                    row.setString(3, Integer.toString(i));
                    row.setLong(4, Files.size(from));
                    row.setTimestamp(5, new Timestamp(Files.getLastModifiedTime(from).toMillis()));
                    row.setTimestamp(6, new Timestamp(System.currentTimeMillis()));
                    row.addBatch();
                    if (i % 1_000 == 999) {
                        row.executeBatch();
                    }
                }
                connection.commit();
                Path unwatched = Files.createDirectory(home.resolve("unwatched"));
                for (int i = 0; i < PICTURES; i++) {
                    Path link = path(unwatched, i);
                    Files.createDirectories(link.getParent());
                    Files.createLink(link, content[i % content.length]);
                }
            }
        }
    }

    private static Path path(Path root, int number) {
        return root.resolve("c" + number % CAMERAS).resolve("day" + number / CAMERAS / 100).resolve(number + ".jpg");
    }

    private static boolean isReady(Product product) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + product.apiPort() + "/ready");
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode() == 200;
    }

    /** What the sweep took up, as it says itself. */
    private static long taken(Product product) throws IOException {
        String line = Files.readAllLines(product.log()).stream().filter(text -> text.contains(" images were not done")).findFirst().orElseThrow();
        return Long.parseLong(line.replaceFirst(".* ms: (\\d+) of \\d+ images.*", "$1"));
    }

    private static double io(Product product, String name) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(product.pid()), "io")).stream().filter(line -> line.startsWith(name + ":"))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1).strip())).sum();
    }

    private static double peakMemory(Product product) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(product.pid()), "status")).stream().filter(line -> line.startsWith("VmHWM"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024).sum();
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static long count(Path home, String query) throws IOException, SQLException {
        try (Connection connection = connect(home); Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static Connection connect(Path home) throws IOException, SQLException {
        String port = Files.readAllLines(home.resolve("data/postgres/postmaster.pid")).get(3).strip();
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "hearthwatch",
                Files.readString(home.resolve("data/postgres.password")).strip());
    }
}
