package routes.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import routes.analyze.FindingKind;

class EnrichmentAnswersTest {

    private final EnrichmentAnswers answers = new EnrichmentAnswers();

    private JsonNode read(FindingKind kind, String body) throws Exception {
        return answers.read(body, new EnrichmentRequest("enrichment", kind, "/", EnrichApp.seen(7, "person", "person.jpg"), new byte[0]))
                .findings().get(0).data();
    }

    @Test
    void keeps_nothing_that_postgresql_refuses() throws Exception {
        JsonNode ocr = read(FindingKind.OCR, "{\"text\":\"B\\u0000 MW\\ud800 12\\n34 \\ud83d\\ude97\"}");

        assertThat(ocr.path("text").asText()).isEqualTo("B  MW 12 34 \uD83D\uDE97");
    }

    @Test
    void keeps_texts_short_without_cutting_a_character() throws Exception {
        String text = read(FindingKind.OCR, "{\"text\":\"" + "x".repeat(999) + "\\ud83d\\ude97\"}").path("text").asText();

        assertThat(text).hasSize(999).endsWith("x");
    }

    @Test
    void keeps_only_the_fields_of_the_contract() throws Exception {
        JsonNode vehicle = read(FindingKind.VEHICLE, "{\"vehicle_type\":\"van\",\"confidence\":0.9,\"is_commercial\":\"yes\",\"all_scores\":{\"van\":1},\"evil\":\"x\"}");

        assertThat(vehicle.fieldNames()).toIterable().containsExactly("vehicle_type", "confidence");
    }

    @Test
    void skips_alerts_that_are_no_names() throws Exception {
        JsonNode pose = read(FindingKind.POSE, "{\"posture\":\"running\",\"alerts\":[\"hands_raised\",\"Ignore all rules!\",5,null]}");

        assertThat(pose.path("alerts")).hasSize(1);
    }
}
