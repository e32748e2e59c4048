package routes.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.File;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** docker-compose.yml: Docker does not know our settings, so a wrong name or value in it would be found by its users only. */
class ComposeFileTest {

    private static final Set<String> OF_THE_SYSTEM = Set.of("LC_ALL", "TZ");

    @Test
    void what_the_container_is_given_are_settings_and_a_configuration_that_starts() throws IOException {
        JsonNode environment = new ObjectMapper(new YAMLFactory()).readTree(new File("docker-compose.yml"))
                .path("services").path("hearthwatch").path("environment");
        Map<String, String> given = new HashMap<>();
        environment.fields().forEachRemaining(variable -> given.put(variable.getKey(), withoutEnvFile(variable.getValue().asText())));
        given.keySet().removeAll(OF_THE_SYSTEM);
        assertThat(SettingsCatalog.load().names()).containsAll(given.keySet());
        Settings settings = Settings.load(given, Optional.empty());
        assertThat(settings.warnings()).isEmpty();
        assertThat(settings.databaseUrl("DATABASE_URL").orElseThrow().jdbcUrl()).isEqualTo("jdbc:postgresql://postgres/hearthwatch");
    }

    /** {@code ${NAME:-default}} as when .env is not there; a default may have such a one in it. */
    private static String withoutEnvFile(String value) {
        String inner = value.replaceAll("\\$\\{\\w+:-([^{}]*)}", "$1");
        return inner.equals(value) ? value : withoutEnvFile(inner);
    }
}
