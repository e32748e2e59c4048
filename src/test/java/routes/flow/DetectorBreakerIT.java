package routes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.flow.Pictures.detection;
import static routes.flow.Pictures.seen;
import static routes.flow.ScriptedService.json;
import static routes.flow.Waiting.eventually;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The breaker of the detector, seen from the queue. */
class DetectorBreakerIT {

    private static final int PICTURES = 6;
    private static final int FAILURES = 3;

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
