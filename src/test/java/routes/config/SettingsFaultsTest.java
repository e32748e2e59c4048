package routes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFaultsTest {

    @TempDir
    Path directory;

    @Test
    void reports_all_faults_at_once_with_value_source_and_what_is_allowed() throws IOException {
        Path file = file("BATCH_WINDOW_SECOND=90\nLOG_FORMAT=xml\nzebra=1\nAPI_PORT=80\nAPI_PORT=81\n");
        assertThat(faults(Map.of("API_KEY_ENABLED", "true", "BATCH_IDLE_TIMEOUT_SECONDS", "100", "FOSCAM_BASE_PATH", "a\0b",
                "QUEUE_MAX_SIZE", "0"), file)).extracting(SettingFault::toString).containsExactly(
                "API_PORT (" + file + "): must be set only once",
                "BATCH_WINDOW_SECOND (" + file + "): is not a setting, did you mean BATCH_WINDOW_SECONDS?",
                "zebra (" + file + "): is not a setting",
                "CAMERA_ROOT=a\\u0000b (environment, as FOSCAM_BASE_PATH): must not contain control characters",
                "QUEUE_MAX_SIZE=0 (environment): must be a whole number from 1 to 10000000",
                "LOG_FORMAT=xml (" + file + "): must be one of text, json",
                "BATCH_IDLE_TIMEOUT_SECONDS=100 (environment): must not be longer than BATCH_WINDOW_SECONDS (BATCH_WINDOW_SECONDS=90)",
                "API_KEYS (default): must be set when API_KEY_ENABLED is on, otherwise nobody could get in (API_KEY_ENABLED=true)");
    }

    @Test
    void the_message_lists_every_fault_on_its_own_line() {
        InvalidSettingsException e = failure(Map.of("API_PORT", "x", "LOG_LEVEL", "loud"), Optional.empty());
        assertThat(e.getMessage().lines()).containsExactly("Invalid configuration:",
                "  API_PORT=x (environment): must be a whole number from 1 to 65535",
                "  LOG_LEVEL=loud (environment): must be one of ERROR, WARN, INFO, DEBUG, TRACE");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "SEVERITY_LOW_MAX=59;must be less than SEVERITY_MEDIUM_MAX (SEVERITY_MEDIUM_MAX=59)",
        "SEVERITY_HIGH_MAX=50;must be less than SEVERITY_HIGH_MAX",
        "MANAGEMENT_PORT=8000;must differ from API_PORT",
        "CAMEL_MANAGEMENT_PORT=8000;must differ from API_PORT",
        "WEBSOCKET_PING_INTERVAL_SECONDS=300;must be shorter than WEBSOCKET_IDLE_TIMEOUT_SECONDS",
        "NEMOTRON_MAX_OUTPUT_TOKENS=4096;must leave room for the prompt",
        "NEMOTRON_MAX_OUTPUT_TOKENS_LIMIT=1000;must not be less than NEMOTRON_MAX_OUTPUT_TOKENS",
        "YOLO26_URL=http://gpu_box:8090;must have a host that HTTP knows",
        "PROMPTS_DIR=/no/such/folder;must be a folder that exists",
        "CORS_ORIGINS=home.example;must hold origins like https://home.example",
        "CORS_ORIGINS=https://home.example/;must hold origins",
        "DATA_DIR=cameras/data;must not lie inside of CAMERA_ROOT",
        "NEMOTRON_MODEL={{API_KEYS}};must not contain {{ or }}",
    })
    void settings_that_contradict_each_other_are_faults(String variable, String problem) {
        String[] pair = variable.split("=", 2);
        assertThat(faults(Map.of(pair[0], pair[1]), null)).singleElement()
                .satisfies(fault -> assertThat(fault.problem()).contains(problem));
    }

    @Test
    void a_wrong_value_raises_no_second_fault_about_the_settings_it_belongs_to() {
        assertThat(faults(Map.of("BATCH_WINDOW_SECONDS", "5s"), null)).extracting(SettingFault::setting).containsExactly("BATCH_WINDOW_SECONDS");
    }

    @Test
    void what_is_right_can_be_looked_at_beside_the_faults_with_defaults_for_what_is_wrong() {
        Settings rest = failure(Map.of("API_PORT", "x", "BATCH_IDLE_TIMEOUT_SECONDS", "100", "YOLO26_URL", "http://gpu:8090"), Optional.empty()).rest();
        assertThat(rest.integer("API_PORT")).isEqualTo(8000);
        assertThat(rest.integer("BATCH_IDLE_TIMEOUT_SECONDS")).isEqualTo(30);
        assertThat(rest.text("YOLO26_URL")).isEqualTo("http://gpu:8090");
    }

    @Test
    void repeats_no_secret() throws IOException {
        InvalidSettingsException e = failure(Map.of("API_KEYS", "[hunter2", "REDIS_URL", "redis://u:hun ter2@r", "DATABASE_URL", "postgresql://u:hunter2@db",
                "NEMOTRON_API_KEY", "hunter2\nhunter2"), Optional.of(file("NEMOTRON_API_KYE=hunter2\n")));
        assertThat(e.faults()).hasSize(5);
        assertThat(e.toString()).doesNotContain("hunter2").doesNotContain("ter2").contains("NEMOTRON_API_KYE", "API_KEYS=***");
    }

    @Test
    void a_file_that_cannot_be_read_is_a_fault_beside_the_others() throws IOException {
        Path missing = directory.resolve("missing.properties");
        assertThat(faults(Map.of("API_PORT", "x"), missing)).extracting(SettingFault::toString)
                .containsExactly(missing + " (file): does not exist", "API_PORT=x (environment): must be a whole number from 1 to 65535");
        Path latin = Files.write(directory.resolve("latin.properties"), "LOG_LEVEL=\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(faults(Map.of(), latin)).singleElement().extracting(SettingFault::problem).isEqualTo("must be encoded in UTF-8");
        assertThat(faults(Map.of(), file("LOG_LEVEL=\\uZZZZ"))).singleElement()
                .satisfies(fault -> assertThat(fault.problem()).startsWith("must be a properties file"));
        assertThat(faults(Map.of(), directory)).singleElement().satisfies(fault -> assertThat(fault.problem()).startsWith("cannot be read"));
    }

    @Test
    void variables_that_look_mistyped_are_warnings() {
        Settings settings = Settings.load(Map.of("BATCH_WINDOW", "5", "camera_root", "/x", "LOGLEVEL", "INFO", "NEMOTRON_COLOUR", "hunter2",
                "NEMOTRON_PORT_8091_TCP", "tcp://1.2.3.4:8091", "NEMOTRON_SERVICE_HOST", "1.2.3.4", "HOME", "/root", "PATH", "/bin"), Optional.empty());
        assertThat(settings.warnings()).containsExactly(
                "environment variable BATCH_WINDOW is not a setting and has no effect, did you mean BATCH_WINDOW_SECONDS?",
                "environment variable LOGLEVEL is not a setting and has no effect, did you mean LOG_LEVEL?",
                "environment variable NEMOTRON_COLOUR is not a setting and has no effect",
                "environment variable camera_root is not a setting and has no effect, did you mean CAMERA_ROOT?");
    }

    @Test
    void pictures_that_the_context_has_no_room_for_are_a_warning() {
        Map<String, String> seeing = Map.of("NEMOTRON_VISION", "true", "NEMOTRON_URL", "http://gpu:8091");
        assertThat(Settings.load(seeing, Optional.empty()).warnings()).singleElement()
                .satisfies(warning -> assertThat(warning).contains("NEMOTRON_CONTEXT_WINDOW=4096", "8192"));
        Map<String, String> roomy = new HashMap<>(seeing);
        roomy.put("NEMOTRON_CONTEXT_WINDOW", "8192");
        assertThat(Settings.load(roomy, Optional.empty()).warnings()).isEmpty();
    }

    @Test
    void pictures_that_no_model_gets_are_one_warning_that_says_what_to_do() {
        assertThat(Settings.load(Map.of("NEMOTRON_VISION", "true"), Optional.empty()).warnings()).containsExactly(
                "NEMOTRON_VISION (environment) has no effect, because NEMOTRON_URL is not set: set it to a model that sees, or turn NEMOTRON_VISION off");
        assertThat(Settings.load(Map.of("NEMOTRON_VISION", "true", "NEMOTRON_URL", "http://gpu:8091", "NEMOTRON_API", "completion"), Optional.empty())
                .warnings()).containsExactly("NEMOTRON_VISION (environment) has no effect, because NEMOTRON_API=completion takes no pictures: set it to chat,"
                + " or turn NEMOTRON_VISION off");
        assertThat(Settings.load(Map.of("NEMOTRON_VISION", "false"), Optional.empty()).warnings()).isEmpty();
    }

    @Test
    void a_token_of_web_sockets_without_keys_is_a_warning_that_says_what_it_does() {
        assertThat(Settings.load(Map.of("WEBSOCKET_TOKEN", "t"), Optional.empty()).warnings()).containsExactly("WEBSOCKET_TOKEN (environment) is asked of"
                + " every WebSocket, and the live page has none to show, because API_KEY_ENABLED is off: set API_KEY_ENABLED and API_KEYS as well");
        assertThat(Settings.load(Map.of("WEBSOCKET_TOKEN", "t", "API_KEY_ENABLED", "true", "API_KEYS", "k"), Optional.empty()).warnings()).isEmpty();
    }

    @Test
    void an_old_name_beside_the_new_one_and_keys_that_are_not_asked_for_are_warnings() {
        Settings settings = Settings.load(Map.of("CAMERA_ROOT", "/a", "FOSCAM_BASE_PATH", "/b", "API_KEYS", "k"), Optional.empty());
        assertThat(settings.path("CAMERA_ROOT")).isEqualTo(Path.of("/a"));
        assertThat(settings.warnings()).containsExactly("FOSCAM_BASE_PATH (environment) has no effect, because CAMERA_ROOT is set too",
                "API_KEYS (environment) has no effect, because API_KEY_ENABLED is off");
    }

    private static List<SettingFault> faults(Map<String, String> environment, Path file) {
        return failure(environment, Optional.ofNullable(file)).faults();
    }

    private static InvalidSettingsException failure(Map<String, String> environment, Optional<Path> file) {
        return catchThrowableOfType(InvalidSettingsException.class, () -> Settings.load(environment, file));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("my.properties"), text);
    }
}
