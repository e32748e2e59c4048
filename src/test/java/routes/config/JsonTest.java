package routes.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import routes.detect.BoundingBox;
import routes.detect.Detection;

class JsonTest {

    @Test
    void writes_snake_case_and_utc_milliseconds() throws Exception {
        var detection = new Detection(7, "person", 0.5, new BoundingBox(1, 2, 3, 4), Instant.parse("2026-01-09T12:00:00Z"), "/c/a.jpg");
        assertThat(Json.mapper().writeValueAsString(detection)).isEqualTo(
                "{\"id\":7,\"object_type\":\"person\",\"confidence\":0.5,\"bbox\":{\"x\":1,\"y\":2,\"width\":3,\"height\":4},"
                + "\"detected_at\":\"2026-01-09T12:00:00.000Z\",\"file_path\":\"/c/a.jpg\"}");
    }
}
