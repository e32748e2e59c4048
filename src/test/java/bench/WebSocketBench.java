package bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** Fan-out to WebSocket clients: speed, slow and rude clients, memory, leaks. */
final class WebSocketBench implements Benchmark {

    private static final int WARM_UP_SECONDS = 10;
    private static final int SECONDS = 15;
    private static final int LAZY = 5;

    private final List<Figure> figures = new ArrayList<>();
    private ServedApi api;
    private Crowd crowd;
    private OutboxLoad load;

    @Override
    public String name() {
        return "websocket";
    }

    @Override
    public String description() {
        return "Messages inserted into the outbox, relayed by Redis, received by clients in one other process; delays are from before the insert "
                + "to the client's read; PostgreSQL, Redis, the product and the clients share the machine";
    }

    @Override
    public List<Figure> run() throws Exception {
        String only = System.getProperty("bench.websocket", "fan-out,rate,slow,flood,memory,churn");
        try (ServedApi served = new ServedApi(Map.of()); Crowd clients = new Crowd(served.port())) {
            api = served;
            crowd = clients;
            load = new OutboxLoad(served.database());
            if (only.contains("fan-out")) {
                fanOut("200 clients x 500 messages/s", 200, 500, WARM_UP_SECONDS, "<= 50");
            }
            if (only.contains("rate")) {
                fanOut("50 clients x 2,000 messages/s", 50, 2_000, 5, "<= 250");
            }
            if (only.contains("slow")) {
                slowClients();
            }
            if (only.contains("flood")) {
                flood();
            }
            if (only.contains("memory")) {
                memory();
            }
            if (only.contains("churn")) {
                churn();
            }
        }
        return figures;
    }

    private void fanOut(String name, int clients, int perSecond, int warmUp, String target) throws Exception {
        open(clients);
        load.run(perSecond, warmUp);
        crowd.tell("reset");
        long cpu = api.cpuMillis();
        long clientCpu = crowd.seen().cpuMillis();
        long begin = System.nanoTime();
        long expected = load.run(perSecond, SECONDS) * clients;
        Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(20))
                .until(() -> crowd.seen().messages() >= expected);
        double seconds = (System.nanoTime() - begin) / 1e9;
        Crowd.Seen seen = crowd.seen();
        figures.add(new Figure(name + ": delivered", seen.messages() / seconds, "messages/s", ">= " + (int) (clients * perSecond * 0.97)));
        figures.add(Figure.of(name + ": delay p50", seen.p50(), "ms"));
        figures.add(new Figure(name + ": delay p99", seen.p99(), "ms", target));
        figures.add(Figure.of(name + ": delay max", seen.max(), "ms"));
        figures.add(new Figure(name + ": lost, repeated or swapped", seen.outOfOrder(), "messages", "<= 0"));
        figures.add(Figure.of(name + ": CPU of the product", (api.cpuMillis() - cpu) / seconds / 1000, "cores"));
        figures.add(Figure.of(name + ": CPU of the clients", (seen.cpuMillis() - clientCpu) / seconds / 1000, "cores"));
        leave();
    }

    private void slowClients() throws Exception {
        open(50);
        load.run(1_000, 2);
        crowd.tell("reset");
        long before = api.resident();
        crowd.tell("lazy " + LAZY);
        int seconds = 0;
        long most = before;
        while (api.connections() > 50 && seconds < 40) {
            load.run(1_000, 1);
            most = Math.max(most, api.resident());
            seconds++;
        }
        String[] found = crowd.tell("awaken").split(" ");
        Crowd.Seen seen = crowd.seen();
        String name = "50 clients x 1,000 messages/s beside " + LAZY + " that never read: ";
        figures.add(new Figure(name + "delay p99 of the 50", seen.p99(), "ms", "<= 50"));
        figures.add(Figure.of(name + "delay max of the 50", seen.max(), "ms"));
        figures.add(Figure.of(name + "closed after", seconds, "s"));
        figures.add(Figure.of(name + "messages in the kernel for each", Double.parseDouble(found[0]) / LAZY, "messages"));
        figures.add(Figure.of(name + "close code", Double.parseDouble(found[1]), ""));
        figures.add(Figure.of(name + "resident memory grew by", (most - before) / 1048576.0, "MiB"));
        leave();
    }

    private void flood() throws Exception {
        open(50);
        crowd.tell("flood");
        load.run(200, 3);
        crowd.tell("reset");
        long begin = System.nanoTime();
        load.run(200, 10);
        Crowd.Seen seen = crowd.seen();
        double seconds = (System.nanoTime() - begin) / 1e9;
        String name = "50 clients x 200 messages/s beside one that sends without pause: ";
        figures.add(Figure.of(name + "its messages answered", seen.pongs() / seconds, "messages/s"));
        figures.add(new Figure(name + "delay p99", seen.p99(), "ms", "<= 50"));
        figures.add(Figure.of(name + "delay max", seen.max(), "ms"));
        leave();
    }

    private void memory() throws Exception {
        load.run(100, 1);
        long heap = api.liveHeap();
        long resident = api.resident();
        open(1_000);
        load.run(100, 3);
        figures.add(Figure.of("1,000 clients: heap for each", (api.liveHeap() - heap) / 1000.0 / 1024, "KiB"));
        figures.add(Figure.of("1,000 clients: resident memory for each", (api.resident() - resident) / 1000.0 / 1024, "KiB"));
        leave();
    }

    private void churn() throws Exception {
        crowd.tell("churn 1000");
        awaitConnections(0);
        long heap = api.liveHeap();
        long files = api.openFiles();
        long begin = System.nanoTime();
        crowd.tell("churn 10000");
        double seconds = (System.nanoTime() - begin) / 1e9;
        awaitConnections(0);
        figures.add(Figure.of("10,000 connects and disconnects", 10_000 / seconds, "1/s"));
        figures.add(new Figure("10,000 connects and disconnects: sessions left", api.connections(), "sessions", "<= 0"));
        figures.add(new Figure("10,000 connects and disconnects: file descriptors left", api.openFiles() - files, "files", "<= 5"));
        figures.add(new Figure("10,000 connects and disconnects: heap left", (api.liveHeap() - heap) / 1024.0, "KiB", "<= 1024"));
    }

    private void open(int clients) throws Exception {
        crowd.tell("open " + clients);
        awaitConnections(clients);
    }

    private void leave() throws Exception {
        crowd.tell("close");
        awaitConnections(0);
    }

    private void awaitConnections(int expected) {
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> api.connections() == expected);
    }
}
