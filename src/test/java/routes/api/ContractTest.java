package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import routes.config.Json;

/** That the check of all answers finds what it is there for. */
class ContractTest {

    private static final String CAMERA = """
            {"id":"door","name":"Door","folder":"door","status":"online","alert_floor":60,"created_at":"2026-01-09T12:00:00.123Z","last_seen_at":null}""";

    @Test
    void finds_what_the_contract_does_not_say() throws Exception {
        assertThat(faults(CAMERA)).isEmpty();
        assertThat(faults(CAMERA.replace("\"name\":\"Door\",", ""))).contains("'name'");
        assertThat(faults(CAMERA.replace("{", "{\"color\":1,"))).contains("'color'");
        assertThat(faults(CAMERA.replace("null", "\"yesterday\""))).contains("last_seen_at");
        assertThat(faults(CAMERA.replace("online", "asleep"))).contains("status");
    }

    private static String faults(String camera) throws Exception {
        JsonNode schema = Contract.operations().stream().filter(operation -> operation.id().equals("getCamera")).findFirst().orElseThrow()
                .responses().path("200").path("content").path("application/json").path("schema");
        return Contract.faults(schema, Json.mapper().readTree(camera));
    }
}
