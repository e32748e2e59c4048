package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import routes.config.Settings;
import routes.testing.Examples;

/** The examples of docs/changing-the-flow.md, as someone who copies them would use them. */
class ChangingTheFlowTest {

    @Test
    void every_example_can_be_dropped_into_the_folder(@TempDir Path folder) throws IOException {
        Map<String, String> examples = Examples.routeFiles(Path.of("docs/changing-the-flow.md"));
        assertThat(examples).hasSize(5);
        for (Map.Entry<String, String> example : examples.entrySet()) {
            Files.writeString(folder.resolve(example.getKey()), example.getValue());
        }
        assertThat(RouteCheck.faults(Settings.load(Map.of("ROUTES_DIR", folder.toString()), Optional.empty()))).isEmpty();
    }

    @Test
    void the_check_tells_what_is_wrong_in_the_folder(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("bad.yaml"), "- route:\n    id: bad\n    from:\n      uri: nosuch:x\n      steps:\n        - log: x\n");
        assertThat(RouteCheck.faults(Settings.load(Map.of("ROUTES_DIR", folder.toString()), Optional.empty())))
                .singleElement().asString().contains("bad.yaml:4", "nosuch");
    }
}
