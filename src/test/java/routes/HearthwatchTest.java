package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line, as far as it starts nothing. */
class HearthwatchTest {

    @TempDir
    private Path home;

    @Test
    void check_tells_bad_settings_absent_servers_and_broken_routes_all_at_once() throws IOException {
        Path routes = Files.createDirectory(home.resolve("routes"));
        Files.writeString(routes.resolve("mine.yaml"), "- route:\n    id: mine\n    from: {uri: 'timer:mine', steps: [{to: 'nosuch:place'}]}\n");
        Path config = Files.writeString(home.resolve("my.properties"), """
                API_PORT=99999
                SEVERITY_LOW_MAX=70
                CAMERA_ROOT=%1$s/cameras
                DATA_DIR=%1$s/data
                ROUTES_DIR=%1$s/routes
                DATABASE_URL=postgresql://someone:hunter2@127.0.0.1:1/home
                REDIS_URL=redis://:hunter2@127.0.0.1:1
                YOLO26_URL=http://127.0.0.1:1
                """.formatted(home));

        Told told = run("--check", "--config", config.toString());

        assertThat(told.exitCode()).isEqualTo(2);
        assertThat(told.text()).contains("6 faults", "API_PORT=99999", "SEVERITY_LOW_MAX=70", "DATABASE_URL: ", "REDIS_URL: ", "YOLO26_URL: ",
                "mine.yaml:3: ", "nosuch").doesNotContain("hunter2", "Exception");
    }

    @Test
    void check_tells_of_a_camera_root_that_cannot_be_made_or_read() throws IOException {
        Path locked = Files.createDirectory(home.resolve("locked"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        assumeFalse(Files.isWritable(locked), "root may write everywhere");
        Path config = home.resolve("my.properties");
        for (Path unusable : List.of(locked.resolve("cameras"), Files.createDirectory(home.resolve("dark"), PosixFilePermissions.asFileAttribute(Set.of())))) {
            Files.writeString(config, "CAMERA_ROOT=%s\nDATA_DIR=%s/data\n".formatted(unusable, home));
            Told told = run("--check", "--config", config.toString());
            assertThat(told.exitCode()).isEqualTo(2);
            assertThat(told.text()).contains("1 fault", "CAMERA_ROOT: " + unusable);
        }
        Files.writeString(config, "CAMERA_ROOT=%s\nDATA_DIR=%s/data\n".formatted(locked, home));
        assertThat(run("--check", "--config", config.toString()).exitCode()).as("pictures are only read there").isZero();
    }

    @Test
    void a_wrong_setting_keeps_print_config_from_showing_what_would_never_be_in_force() throws IOException {
        Path config = Files.writeString(home.resolve("my.properties"), "API_PORT=99999\n");
        Told told = run("--print-config", "--config", config.toString());
        assertThat(told.exitCode()).isEqualTo(2);
        assertThat(told.text()).contains("1 fault", "API_PORT=99999");
    }

    private record Told(int exitCode, String text) {
    }

    private static Told run(String... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            int exitCode = new CommandLine(new Hearthwatch()).execute(arguments);
            return new Told(exitCode, said.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }
}
