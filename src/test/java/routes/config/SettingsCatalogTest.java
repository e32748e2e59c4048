package routes.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SettingsCatalogTest {

    private final SettingsCatalog catalog = SettingsCatalog.load();

    @Test
    void the_shipped_declarations_are_well_formed_and_their_defaults_valid() {
        assertThat(catalog.declarations()).hasSizeGreaterThan(80);
        assertThat(Settings.load(Map.of(), Optional.empty()).warnings()).isEmpty();
    }

    @Test
    void every_description_says_something() {
        assertThat(catalog.declarations()).allSatisfy(declaration ->
                assertThat(declaration.description()).as(declaration.name()).hasSizeGreaterThan(20).endsWith("."));
    }

    @Test
    void every_breaker_has_a_threshold_and_a_recovery_time() {
        Map<String, String> properties = Settings.load(Map.of(), Optional.empty()).asProperties();
        Map<String, String> breakers = new TreeMap<>();
        for (String service : new String[] {"DETECTOR", "NEMOTRON", "ENRICHMENT", "CLIP", "FLORENCE", "POSTGRESQL", "REDIS"}) {
            breakers.put(service, properties.get(service + "_CB_FAILURE_THRESHOLD") + " in " + properties.get(service + "_CB_RECOVERY_TIMEOUT"));
        }
        assertThat(breakers).containsExactlyInAnyOrderEntriesOf(Map.of("DETECTOR", "5 in 60", "NEMOTRON", "5 in 30", "ENRICHMENT", "5 in 60",
                "CLIP", "5 in 60", "FLORENCE", "5 in 60", "POSTGRESQL", "10 in 60", "REDIS", "10 in 60"));
    }
}
