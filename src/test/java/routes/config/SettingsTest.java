package routes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    Path directory;

    @Test
    void environment_wins_over_file_and_file_over_default() throws IOException {
        Settings settings = Settings.load(Map.of("API_PORT", "8001"), file("API_PORT=8002\nBATCH_WINDOW_SECONDS = 120\n"));
        assertThat(settings.integer("API_PORT")).isEqualTo(8001);
        assertThat(settings.duration("BATCH_WINDOW_SECONDS")).isEqualTo(Duration.ofSeconds(120));
        assertThat(settings.integer("MANAGEMENT_PORT")).isEqualTo(9876);
        assertThat(settings.isSet("BATCH_WINDOW_SECONDS")).isTrue();
        assertThat(settings.isSet("MANAGEMENT_PORT")).isFalse();
        assertThat(settings.describe()).extracting(SettingRow::name, SettingRow::source).contains(
                tuple("API_PORT", "environment"),
                tuple("BATCH_WINDOW_SECONDS", directory.resolve("my.properties").toString()),
                tuple("MANAGEMENT_PORT", "default"));
    }

    @Test
    void an_empty_value_counts_as_not_set() throws IOException {
        Settings settings = Settings.load(Map.of("API_PORT", " ", "YOLO26_URL", ""), file("API_PORT=8002\nLOG_LEVEL=\n"));
        assertThat(settings.integer("API_PORT")).isEqualTo(8002);
        assertThat(settings.text("LOG_LEVEL")).isEqualTo("INFO");
        assertThat(settings.isSet("LOG_LEVEL")).isFalse();
        assertThat(settings.url("YOLO26_URL")).isEmpty();
    }

    @Test
    void getters_return_what_was_declared() {
        Settings settings = Settings.load(Map.of("FOSCAM_BASE_PATH", "/srv/cams", "YOLO26_URL", "http://gpu:8090/", "API_KEY_ENABLED", "yes",
                "API_KEYS", "[\"a\",\"b\"]", "DATABASE_URL", "postgresql://u:p@db/x", "FILE_STABILITY_SECONDS", "0.5", "DATA_DIR", "/srv/data"),
                Optional.empty());
        assertThat(settings.path("CAMERA_ROOT")).isEqualTo(Path.of("/srv/cams"));
        assertThat(settings.isSet("CAMERA_ROOT")).isTrue();
        assertThat(settings.url("YOLO26_URL")).contains(URI.create("http://gpu:8090"));
        assertThat(settings.flag("API_KEY_ENABLED")).isTrue();
        assertThat(settings.list("API_KEYS")).containsExactly("a", "b");
        assertThat(settings.list("CORS_ORIGINS")).isEmpty();
        assertThat(settings.databaseUrl("DATABASE_URL")).contains(DatabaseUrl.parse("postgresql://u:p@db/x"));
        assertThat(settings.duration("FILE_STABILITY_SECONDS")).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.duration("RETENTION_DAYS")).isEqualTo(Duration.ofDays(30));
        assertThat(settings.duration("WEBSOCKET_REPLAY_HOURS")).isEqualTo(Duration.ofHours(24));
        assertThat(settings.number("FAST_PATH_CONFIDENCE_THRESHOLD")).isEqualTo(0.9);
        assertThat(settings.optionalText("REDIS_URL")).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> settings.text("REDIS_URL")).withMessage("REDIS_URL has no value");
        assertThatIllegalArgumentException().isThrownBy(() -> settings.flag("API_PORT"));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.duration("API_PORT"));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.text("NO_SUCH")).withMessageContaining("not a declared setting");
    }

    @Test
    void the_detection_threshold_follows_the_detector_unless_somebody_set_it() {
        assertThat(threshold(Map.of())).isEqualTo(0.40);
        assertThat(threshold(Map.of("YOLO26_URL", "http://gpu:8090"))).isEqualTo(0.5);
        assertThat(threshold(Map.of("DETECTION_CONFIDENCE_THRESHOLD", "0.7"))).isEqualTo(0.7);
    }

    @Test
    void properties_hold_every_setting_and_the_keys_of_camel() throws IOException {
        Map<String, String> properties = Settings.load(Map.of("NEMOTRON_API_KEY", "hunter2", "DATABASE_URL", "postgresql://u:hunter2@db/x"),
                file("camel.main.name={{LOG_LEVEL}} run\nFILE_STABILITY_SECONDS=1.50\n")).asProperties();
        assertThat(properties).containsKeys(SettingsCatalog.load().declarations().stream().map(SettingDeclaration::name).toArray(String[]::new))
                .containsEntry("NEMOTRON_API_KEY", "hunter2").containsEntry("REDIS_URL", "").containsEntry("DATABASE_URL", "jdbc:postgresql://db/x")
                .containsEntry("FILE_STABILITY_SECONDS", "1.5").containsEntry("FILE_STABILITY_SECONDS.ms", "1500")
                .containsEntry("SWEEP_MAX_AGE_HOURS.ms", "259200000").containsEntry("API_KEY_ENABLED", "false")
                .containsEntry("camel.main.name", "{{LOG_LEVEL}} run").doesNotContainKey("API_PORT.ms");
    }

    @Test
    void shows_no_secret() {
        Settings settings = Settings.load(Map.of("API_KEYS", "hunter2", "API_KEY_ENABLED", "1", "NEMOTRON_API_KEY", "hunter2",
                "WEBSOCKET_TOKEN", "hunter2", "REDIS_URL", "redis://u:hunter2@r:6379/1", "DATABASE_URL", "postgresql://u:hunter2@db/x"), Optional.empty());
        assertThat(settings.describe().toString()).doesNotContain("hunter2");
        assertThat(settings.describe()).extracting(SettingRow::name, SettingRow::value).contains(
                tuple("API_KEYS", "***"), tuple("YOLO26_API_KEY", ""),
                tuple("REDIS_URL", "redis://u:***@r:6379/1"));
    }

    private double threshold(Map<String, String> environment) {
        Settings settings = Settings.load(environment, Optional.empty());
        assertThat(settings.isSet("DETECTION_CONFIDENCE_THRESHOLD")).isEqualTo(environment.containsKey("DETECTION_CONFIDENCE_THRESHOLD"));
        return settings.number("DETECTION_CONFIDENCE_THRESHOLD");
    }

    private Optional<Path> file(String text) throws IOException {
        return Optional.of(Files.writeString(directory.resolve("my.properties"), text));
    }
}
