package bench.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * So many pictures, uploaded at once or at a steady pace, and what became of them.
 *
 * @param seconds       from the first upload until the last {@code detection.new} was heard
 * @param drained       seconds until all queues were empty as well
 * @param cpuMillis     CPU of the process for one picture, until all queues were empty
 * @param serversMillis CPU of Redis and PostgreSQL for one picture
 * @param othersShare   share of all processors that processes outside of this benchmark took meanwhile, 0..1; disturbed when it is not near 0
 * @param toRow         from the complete file to the visible row
 * @param toMessage     from the complete file to {@code detection.new}
 * @param toEvent       from the complete file to the {@code event} of the fast path
 */
record Round(int pictures, double seconds, double drained, double cpuMillis, double serversMillis, double othersShare, Millis toRow, Millis toMessage, Millis toEvent) {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    double perSecond() {
        return pictures / seconds;
    }

    /**
     * How to upload.
     *
     * @param first       number of the first picture, another one for each round of a subject
     * @param perSecond   pace, 0 = all at once
     * @param everyPerson each picture so many shows a certain person, 0 = none
     */
    record Plan(int first, int count, int cameras, double perSecond, int everyPerson) {

        static Plan burst(int first, int count, int cameras) {
            return new Plan(first, count, cameras, 0, 0);
        }

        Path target(Path root, int i) {
            boolean person = everyPerson > 0 && i % everyPerson == everyPerson - 1;
            return root.resolve("camera_" + i % cameras).resolve((person ? "person-" : "car-") + (first + i) + ".jpg");
        }
    }

    static Round run(Subject subject, Servers servers, Pictures pictures, Path root, Plan plan) throws IOException, SQLException, InterruptedException {
        pictures.prepare(plan.count);
        for (int i = 0; i < plan.count; i++) {
            pictures.number(i, plan.first + i);
        }
        int heardBefore = subject.arrivals.heard();
        Duration cpuBefore = subject.process.cpu();
        Duration serversBefore = servers.cpu();
        OtherProcesses others = new OtherProcesses(servers);
        long[] uploaded = new long[plan.count];
        long start = System.nanoTime();
        for (int i = 0; i < plan.count; i++) {
            if (plan.perSecond > 0) {
                TimeUnit.NANOSECONDS.sleep(start + (long) (i / plan.perSecond * 1e9) - System.nanoTime());
            }
            pictures.upload(i, plan.target(root, i));
            uploaded[i] = Arrivals.now();
        }
        Awaitility.await("detection.new of all pictures").atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
                .until(() -> subject.arrivals.heard() - heardBefore >= plan.count);
        double seconds = (System.nanoTime() - start) / 1e9;
        Awaitility.await("empty queues").atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> servers.waitingJobs() == 0);
        double drained = (System.nanoTime() - start) / 1e9;
        Duration cpu = subject.process.cpu().minus(cpuBefore);
        Duration serversCpu = servers.cpu().minus(serversBefore);
        double othersShare = others.share();
        for (int i = 0; i < plan.count; i++) {
            pictures.takeBack(i, plan.target(root, i));
        }
        return new Round(plan.count, seconds, drained, cpu.toNanos() / 1e6 / plan.count, serversCpu.toNanos() / 1e6 / plan.count, othersShare,
                toRow(subject.rows(), plan, uploaded), toMessage(subject, plan, uploaded), toEvent(subject, plan, uploaded));
    }

    private static Millis toRow(Map<Integer, Long> rows, Plan plan, long[] uploaded) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < plan.count; i++) {
            millis.add((rows.get(plan.first + i) - uploaded[i]) / 1e3);
        }
        return new Millis(millis);
    }

    private static Millis toMessage(Subject subject, Plan plan, long[] uploaded) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < plan.count; i++) {
            millis.add((subject.arrivals.detection(plan.first + i) - uploaded[i]) / 1e3);
        }
        return new Millis(millis);
    }

    private static Millis toEvent(Subject subject, Plan plan, long[] uploaded) {
        List<Double> millis = new ArrayList<>();
        subject.arrivals.events().forEach((batch, at) -> {
            Integer picture = subject.arrivals.pictureOf(batch);
            if (picture != null && picture >= plan.first && picture < plan.first + plan.count) {
                millis.add((at - uploaded[picture - plan.first]) / 1e3);
            }
        });
        return new Millis(millis);
    }
}
