package routes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.flow.Pictures.detection;
import static routes.flow.Pictures.seen;
import static routes.flow.ScriptedService.json;
import static routes.flow.Waiting.eventually;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The breaker of the detector, seen from the queue. */
class DetectorBreakerIT {

    private static final int PICTURES = 6;
    private static final int FAILURES = 3;
    private static final int DELIVERIES = 5;

    @TempDir
    Path folder;
    private final List<Change> changes = new CopyOnWriteArrayList<>();

    private record Change(State to, long nanoTime) {
    }

    @Test
    void keeps_calls_and_deliveries_back_while_it_is_open_and_goes_on_with_the_first_good_trial() throws Exception {
        try (ScriptedService detector = new ScriptedService(json(500, "{}").build());
                FlowApp app = new FlowApp(folder, Map.of("YOLO26_URL", detector.url(), "AI_MAX_CONCURRENT_INFERENCES", "1", "DETECTOR_MAX_RETRIES", "2",
                        "QUEUE_MAX_DELIVERIES", "2", "DETECTOR_CB_FAILURE_THRESHOLD", "" + FAILURES, "DETECTOR_CB_RECOVERY_TIMEOUT", "1"))) {
            app.breakers.all().get("detector").getEventPublisher()
                    .onStateTransition(event -> changes.add(new Change(event.getStateTransition().getToState(), System.nanoTime())));
            for (int i = 0; i < PICTURES; i++) {
                Pictures.drop(app, "yard");
            }

            eventually(() -> assertThat(states()).contains(State.OPEN));
            assertThat(detector.calls()).as("calls until it opens").hasSize(FAILURES);
            eventually(() -> assertThat(states()).as("a failed trial opens it again").startsWith(State.OPEN, State.HALF_OPEN, State.OPEN, State.HALF_OPEN));
            detector.always(json(seen(detection("cat", 0.7))));

            eventually(() -> assertThat(app.database.count("images where camera_id = 'yard' and status = 'detected'")).isEqualTo(PICTURES));
            assertThat(app.queues.deadLetters("detection_queue")).as("no delivery was spent").isEmpty();
            assertThat(callsWhileOpen(detector)).isZero();
            eventually(() -> assertThat(states()).endsWith(State.CLOSED));
            announcesEveryChange(app);
        }
    }

    /**
     * A quiet house: the one picture fails often enough in a row to open the breaker. Good ones come while it is open.
     *
     * @param threshold   at 2 each of its deliveries opens the breaker
     * @param openSeconds longer than the wait between two attempts where the third one shall find it open
     */
    @ParameterizedTest
    @CsvSource({"1, 5, 1", "4, 5, 1", "1, 2, 4"})
    void a_picture_that_always_fails_holds_up_no_other_and_ends_in_the_dead_letters(int concurrency, int threshold, int openSeconds) throws Exception {
        try (ScriptedService detector = new ScriptedService(json(seen(detection("cat", 0.7))));
                FlowApp app = new FlowApp(folder, Map.of("YOLO26_URL", detector.url(), "AI_MAX_CONCURRENT_INFERENCES", "" + concurrency,
                        "DETECTOR_CB_FAILURE_THRESHOLD", "" + threshold, "DETECTOR_CB_RECOVERY_TIMEOUT", "" + openSeconds))) {
            detector.answerBy(request -> request.getBody().string(StandardCharsets.ISO_8859_1).contains("\"bad.jpg\"")
                    ? json(500, "{}").build() : json(seen(detection("cat", 0.7))));
            Path bad = Pictures.write(app.cameras.resolve("shed"), "bad.jpg");
            app.queues.send("detection_queue", Pictures.json(Pictures.job("shed", bad)));
            int good = 0;
            for (int opened = 0; app.queues.deadLetters("detection_queue").isEmpty(); opened++) {
                assertThat(opened).as("times the breaker was open").isLessThanOrEqualTo(3 * DELIVERIES);
                eventually(() -> assertThat(app.breakers.isOpen("detector") || !app.queues.deadLetters("detection_queue").isEmpty()).isTrue());
                Pictures.drop(app, "yard");
                Pictures.drop(app, "yard");
                good += 2;
                int detected = good;
                eventually(() -> assertThat(app.database.count("images where camera_id = 'yard' and status = 'detected'")).isEqualTo(detected));
            }
            assertThat(app.queues.deadLetter("detection_queue", "shed").path("http_status").asInt()).isEqualTo(500);
            assertThat(app.queues.deadLetter("detection_queue", "shed").path("attempt_count").asInt()).isEqualTo(DELIVERIES);
            assertThat(app.queues.deadLetters("detection_queue")).as("no other").hasSize(1);
        }
    }

    private void announcesEveryChange(FlowApp app) {
        eventually(() -> assertThat(app.database.rows("select message->'data' as data from outbox where type = 'service_status' order by id")).hasSameSizeAs(changes));
        List<String> told = app.database.rows("select message->'data' as data from outbox where type = 'service_status' order by id").stream()
                .map(row -> FlowDatabase.json(row.get("data")))
                .map(status -> status.path("service").asText() + " " + status.path("status").asText() + " " + status.path("circuit_state").asText()).toList();
        assertThat(told).startsWith("detector unhealthy open", "detector degraded half_open", "detector unhealthy open").endsWith("detector healthy closed");
        assertThat(app.count("hsi.circuit.breaker.trips", "service", "detector")).isEqualTo(states().stream().filter(State.OPEN::equals).count());
    }

    private long callsWhileOpen(ScriptedService detector) {
        long calls = 0;
        for (int i = 0; i + 1 < changes.size(); i++) {
            if (changes.get(i).to() == State.OPEN) {
                long from = changes.get(i).nanoTime();
                long to = changes.get(i + 1).nanoTime();
                calls += detector.calls().stream().filter(call -> call.nanoTime() > from && call.nanoTime() < to).count();
            }
        }
        return calls;
    }

    private List<State> states() {
        return changes.stream().map(Change::to).toList();
    }
}
