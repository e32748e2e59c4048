package routes.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import routes.config.Json;
import routes.remote.InvalidJobException;

class SceneTest {

    private static final String DOCUMENT = """
            {"batch_id":"batch-1","camera_id":"front_door","camera_name":"Front Door","is_fast_path":true,
             "detections":[
               {"id":2,"object_type":"car","confidence":0.7,"bbox":{"x":0,"y":0,"width":9,"height":9},"detected_at":"2026-01-09T12:00:05+00:00","file_path":"/c/b.jpg"},
               {"id":1,"object_type":"person","confidence":0.9,"bbox":{"x":1,"y":2,"width":3,"height":4},"detected_at":"2026-01-09T12:00:00.123Z","file_path":"/c/a.jpg"}],
             "findings":[{"service":"florence","kind":"caption","detection_id":null,"data":{"result":"A person"}},
                         {"service":"new","kind":"from_the_future","detection_id":1,"data":[1]}],
             "recent_activity":[{"camera_id":"garden","object_types":["person"],"risk_score":40,"minutes_ago":3}],
             "zone":"Europe/Berlin","unknown":1}""";

    @Test
    void is_built_from_one_document_of_the_database() {
        Scene scene = Scene.parse(DOCUMENT);
        assertThat(scene.isFastPath()).isTrue();
        assertThat(scene.detections()).extracting("id").containsExactly(1L, 2L);
        assertThat(scene.startedAt()).isEqualTo(Instant.parse("2026-01-09T12:00:00.123Z"));
        assertThat(scene.endedAt()).isEqualTo(Instant.parse("2026-01-09T12:00:05Z"));
        assertThat(scene.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(scene.findings()).extracting(Finding::kind).containsExactly(FindingKind.CAPTION, FindingKind.OTHER);
        assertThat(scene.recentActivity().get(0).minutesAgo()).isEqualTo(3);
    }

    @Test
    void survives_a_round_trip_through_json() throws Exception {
        Scene scene = Scenes.at(Scenes.NIGHT).seen("person", 0.9, 0).finding(FindingKind.POSE, "{\"alerts\":[\"crouching\"]}")
                .before(3, "garden", "person").fastPath().build();
        assertThat(Scene.parse(Json.mapper().writeValueAsString(scene))).isEqualTo(scene);
    }

    @Test
    void adds_findings_without_changing_the_first_scene() {
        Scene scene = Scenes.at(Scenes.DAY).seen("person", 0.9, 0).build();
        Scene more = scene.withFindings(List.of(new Finding("florence", FindingKind.CAPTION, null, TextNode.valueOf("x"))));
        assertThat(more.findings()).hasSize(1);
        assertThat(scene.findings()).isEmpty();
    }

    @Test
    void refuses_a_batch_whose_detections_are_gone() {
        assertThatThrownBy(() -> Scene.parse("{\"batch_id\":\"batch-1\",\"camera_id\":\"a\",\"detections\":null}"))
                .isInstanceOf(InvalidJobException.class).hasMessage("no detection of batch batch-1 is stored, there is nothing to judge");
        assertThatThrownBy(() -> Scene.parse("{\"batch_id\":\"b\",\"camera_id\":\"a\",\"detections\":[{\"id\":1}]}"))
                .isInstanceOf(InvalidJobException.class).hasMessageContaining("$.detections[0]");
    }
}
