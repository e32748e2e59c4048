package bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import routes.config.Json;

/** A few HTTP clients, each with one connection and one thread. Every answer must be 200. */
final class ApiLoad {

    private final int port;
    private final List<HttpClient> clients = new ArrayList<>();

    ApiLoad(int port, int connections) {
        this.port = port;
        for (int i = 0; i < connections; i++) {
            clients.add(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
        }
    }

    record Export(long rows, double seconds, double residentMiB) {
    }

    /** As a time parameter. */
    static String daysAgo(int days) {
        return Instant.now().minus(days, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Times from when each request was due. */
    Latencies paced(List<Function<Random, String>> paths, int requests, int perSecond) throws Exception {
        Latencies times = new Latencies();
        long begin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
        long apart = TimeUnit.SECONDS.toNanos(1) / perSecond;
        onEachConnection(number -> {
            Random random = new Random(number);
            for (int i = number; i < requests; i += clients.size()) {
                long due = begin + i * apart;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                get(number, paths.get(random.nextInt(paths.size())).apply(random));
                times.add(System.nanoTime() - due);
            }
            return requests / clients.size();
        });
        return times;
    }

    /** On one connection, without a pause. */
    Latencies oneByOne(String method, String path, int requests) throws Exception {
        Latencies times = new Latencies();
        for (int i = 0; i < requests; i++) {
            long begin = System.nanoTime();
            send(0, method, path);
            times.add(System.nanoTime() - begin);
        }
        return times;
    }

    /** @throws IllegalStateException when a search finds fewer or more: its time would mean nothing */
    void requireFound(String search, long total) throws Exception {
        JsonNode page = Json.mapper().readTree(send(0, "GET", search)).path("pagination");
        if (page.path("total").asLong() != total) {
            throw new IllegalStateException(search + " finds " + page.path("total") + ", not " + total);
        }
    }

    /** @return requests a second that all connections got through */
    double flatOut(List<Function<Random, String>> paths, Duration time) throws Exception {
        long begin = System.nanoTime();
        long done = onEachConnection(number -> {
            Random random = new Random(number);
            int answered = 0;
            while (System.nanoTime() - begin < time.toNanos()) {
                get(number, paths.get(random.nextInt(paths.size())).apply(random));
                answered++;
            }
            return answered;
        });
        return done / ((System.nanoTime() - begin) / 1e9);
    }

    /** Reads an export to its end. @param pid of the server, whose memory is looked at every 10 MiB */
    Export export(String path, long pid) throws Exception {
        long begin = System.nanoTime();
        long lines = 0;
        long next = 0;
        long bytes = 0;
        double resident = 0;
        HttpResponse<InputStream> answer = clients.get(0).send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        byte[] buffer = new byte[1 << 16];
        try (InputStream body = answer.body()) {
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
                bytes += read;
                if (bytes >= next) {
                    next += 10 << 20;
                    resident = Math.max(resident, residentMiB(pid));
                }
            }
        }
        // a heading in CSV, a line for each bracket in JSON
        return new Export(lines - (path.contains("csv") ? 1 : 2), (System.nanoTime() - begin) / 1e9, resident);
    }

    static double residentMiB(long pid) throws Exception {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream().filter(line -> line.startsWith("VmRSS"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0).findFirst().orElse(0);
    }

    private void get(int client, String path) throws Exception {
        send(client, "GET", path);
    }

    /** @return the answer */
    private byte[] send(int client, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).method(method, HttpRequest.BodyPublishers.noBody()).build();
        HttpResponse<byte[]> answer = clients.get(client).send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + " -> " + answer.statusCode() + " " + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
        }
        return answer.body();
    }

    private long onEachConnection(Connection work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(clients.size());
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < clients.size(); i++) {
                int number = i;
                tasks.add(() -> work.run(number));
            }
            long done = 0;
            for (Future<Integer> task : threads.invokeAll(tasks)) {
                done += task.get();
            }
            return done;
        } finally {
            threads.shutdownNow();
        }
    }

    private interface Connection {
        int run(int number) throws Exception;
    }
}
