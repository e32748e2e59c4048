package routes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.flow.Pictures.detection;
import static routes.flow.Pictures.seen;
import static routes.flow.ScriptedService.json;
import static routes.flow.Waiting.eventually;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From which score on an event is an alert, by camera, whoever has judged it. */
class AlertFloorIT {

    @TempDir
    Path folder;
    private final ScriptedService detector = new ScriptedService(json(seen(detection("car", 0.8))));
    private final ScriptedService model = new ScriptedService(ModelAnswers.verdict(70));
    private FlowApp app;

    @AfterEach
    void stop() {
        app.close();
        detector.close();
        model.close();
    }

    private void start(Map<String, String> shortened, String... settings) throws Exception {
        Map<String, String> environment = new HashMap<>(Map.of("YOLO26_URL", detector.url(), "NEMOTRON_MAX_RETRIES", "1"));
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        app = new FlowApp(folder, environment, shortened, new FlowApp.SharedServers());
        for (String floor : List.of("10", "70", "71")) {
            app.database.row("insert into cameras (id, name, folder_path, alert_floor) values (?, ?, ?, cast(? as int)) returning id",
                    "floor_" + floor, "Floor " + floor, app.cameras.resolve("floor_" + floor).toString(), floor);
        }
    }

    private boolean isAlert(String message, String camera) {
        eventually(() -> assertThat(app.database.messages(message, camera)).isNotEmpty());
        return app.database.messages(message, camera).get(0).path("is_alert").booleanValue();
    }

    @Test
    void a_verdict_of_the_model_is_measured_by_the_floor_of_its_camera() throws Exception {
        start(Map.of(), "NEMOTRON_URL", model.url());
        Stream.of("floor_70", "floor_71", "default_floor").forEach(camera -> Pictures.drop(app, camera));
        assertThat(isAlert("event", "floor_70")).isTrue();
        assertThat(isAlert("event", "floor_71")).isFalse();
        assertThat(isAlert("event", "default_floor")).as("ALERT_FLOOR is 80").isFalse();
        model.always(ModelAnswers.verdict(90));
        app.database.row("update cameras set alert_floor = 100 where id = 'floor_71' returning id");
        Pictures.drop(app, "floor_71");
        eventually(() -> assertThat(app.database.messages("event", "floor_71")).hasSize(2));
        assertThat(app.database.messages("event", "floor_71").get(1).path("is_alert").booleanValue()).as("critical is always one").isTrue();
    }

    @Test
    void a_score_of_the_rules_is_measured_by_it_too() throws Exception {
        start(Map.of(), "ALERT_FLOOR", "10");
        Stream.of("floor_10", "floor_70", "default_floor").forEach(camera -> Pictures.drop(app, camera));
        assertThat(isAlert("event", "floor_10")).isTrue();
        assertThat(isAlert("event", "floor_70")).isFalse();
        assertThat(isAlert("event", "default_floor")).as("the setting").isTrue();
        assertThat(app.database.rows("select distinct analysis_status from events")).containsExactly(Map.of("analysis_status", "rules"));
    }

    @Test
    void so_are_the_fallback_and_the_second_look_after_it() throws Exception {
        model.always(json(503, "{}").build());
        start(Map.of("SECOND_LOOK_INTERVAL_SECONDS.ms", "50"), "NEMOTRON_URL", model.url(), "NEMOTRON_CB_FAILURE_THRESHOLD", "1000");
        Stream.of("floor_10", "floor_70").forEach(camera -> Pictures.drop(app, camera));
        assertThat(isAlert("event", "floor_10")).isTrue();
        assertThat(isAlert("event", "floor_70")).isFalse();
        model.always(ModelAnswers.verdict(70));
        app.database.rows("update events set second_look_at = now() returning id");
        assertThat(isAlert("event.updated", "floor_70")).as("judged again").isTrue();
        assertThat(app.database.count("events where is_alert and camera_id = 'floor_70'")).isEqualTo(1);
    }
}
