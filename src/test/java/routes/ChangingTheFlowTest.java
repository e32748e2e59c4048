package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import routes.config.Settings;

/** The examples of docs/changing-the-flow.md, as someone who copies them would use them. */
class ChangingTheFlowTest {

    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n# routes/(\\S+)\n(.*?)```", Pattern.DOTALL);

    @Test
    void every_example_can_be_dropped_into_the_folder(@TempDir Path folder) throws IOException {
        String text = Files.readString(Path.of("docs/changing-the-flow.md"));
        List<MatchResult> examples = EXAMPLE.matcher(text).results().toList();
        assertThat(examples).hasSize(5);
        for (MatchResult example : examples) {
            Files.writeString(folder.resolve(example.group(1)), example.group(2));
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
