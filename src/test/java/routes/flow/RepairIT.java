package routes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.flow.Pictures.detection;
import static routes.flow.Pictures.seen;
import static routes.flow.ScriptedService.json;
import static routes.flow.Waiting.eventually;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Route repair: what it queues again, and what it leaves alone. A batch stays open for an hour, a repair comes every second. */
class RepairIT {

    @TempDir
    static Path folder;
    private static ScriptedService detector;
    private static FlowApp app;

    @BeforeAll
    static void start() throws Exception {
        detector = new ScriptedService(json(seen(detection("cat", 0.6))));
        app = new FlowApp(folder, Map.of("YOLO26_URL", detector.url(), "REPAIR_AFTER_SECONDS", "1"),
                Map.of("BATCH_IDLE_TIMEOUT_SECONDS", "3600", "BATCH_WINDOW_SECONDS", "3600"), new FlowApp.SharedServers());
    }

    @AfterAll
    static void stop() {
        app.close();
        detector.close();
    }

    @Test
    void detections_of_an_open_batch_are_not_taken_for_lost() {
        detector.always(json(seen(detection("cat", 0.6))));
        Pictures.drop(app, "open");
        eventually(() -> assertThat(app.queues.keys("batch:open:open")).isOne());
        eventually(() -> assertThat(app.database.count("images where camera_id = 'open' and processed_at < now() - interval '2 seconds'")).isOne());

        awaitRepairOf(lose("forgotten", "cat", 0.6));
        assertThat(app.queues.keys("batch:repaired:" + imageOf("open"))).isZero();
    }

    @Test
    void a_person_whose_detection_was_lost_is_no_urgent_news_when_it_is_found() {
        awaitRepairOf(lose("late", "person", 0.95));
        eventually(() -> assertThat(app.queues.keys("batch:open:late")).isOne());
        assertThat(app.queues.keys("batch:fast_path:late")).isZero();
    }

    /** Detections as a Redis leaves them that has lost their message: stored two hours ago, in no batch. */
    private static long lose(String camera, String type, double confidence) {
        app.database.rows("insert into cameras (id, name, folder_path) values (?, ?, ?) returning id", camera, camera, "/" + camera);
        app.database.rows("""
                with image as (
                    insert into images (camera_id, file_path, file_hash, captured_at, processed_at, status, detection_count)
                    values (?, '/lost.jpg', 'h', now() - interval '2 hours', now() - interval '2 hours', 'detected', 1)
                    returning *
                )
                insert into detections (image_id, ordinal, camera_id, file_path, file_type, detected_at, object_type, confidence,
                    bbox_x, bbox_y, bbox_width, bbox_height)
                select id, 1, camera_id, file_path, 'image/jpeg', captured_at, ?, ?, 1, 1, 9, 9 from image
                returning id""", camera, type, confidence);
        return imageOf(camera);
    }

    private static long imageOf(String camera) {
        return (Long) app.database.row("select id from images where camera_id = ?", camera).get("id");
    }

    private static void awaitRepairOf(long image) {
        eventually(() -> assertThat(app.queues.keys("batch:repaired:" + image)).isOne());
    }
}
