package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import routes.config.Settings;

/** The flow as integrators see it: valid for their editors, and every step named. */
class FlowFilesTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static JsonSchema schema;

    @BeforeAll
    static void readSchema() throws IOException {
        try (InputStream text = FlowFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(text);
        }
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/camel"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_file_fits_the_schema_of_the_yaml_dsl(Path file) throws IOException {
        assertThat(schema.validate(YAML.readTree(file.toFile()))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_route_has_an_id_and_a_description_and_every_step_an_id(Path file) throws IOException {
        List<String> faults = new ArrayList<>();
        for (JsonNode entry : YAML.readTree(file.toFile())) {
            JsonNode route = entry.path("route");
            if (!route.isMissingNode()) {
                String id = route.path("id").asText("?");
                if (!route.hasNonNull("id") || !route.hasNonNull("description")) {
                    faults.add("route " + id + " needs id and description");
                }
                if (!route.path("from").hasNonNull("id")) {
                    faults.add("from of route " + id + " needs an id");
                }
                unnamedSteps(route.path("from"), id, faults);
            }
        }
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void no_route_has_an_error_handler_of_its_own_because_hawtio_draws_none_that_has_one(Path file) throws IOException {
        for (JsonNode entry : YAML.readTree(file.toFile())) {
            for (JsonNode route : List.of(entry.path("route"), entry.path("routeTemplate").path("route"))) {
                assertThat(route.has("errorHandler")).as(route.path("description").asText()).isFalse();
            }
        }
    }

    private static void unnamedSteps(JsonNode node, String route, List<String> faults) {
        for (JsonNode step : node.path("steps")) {
            step.fields().forEachRemaining(eip -> {
                if (!eip.getValue().hasNonNull("id")) {
                    faults.add("route " + route + ": a step " + eip.getKey() + " has no id");
                }
                everyBranch(eip.getValue(), route, faults);
            });
        }
    }

    private static void everyBranch(JsonNode eip, String route, List<String> faults) {
        unnamedSteps(eip, route, faults);
        for (String branch : List.of("when", "otherwise", "doCatch", "doFinally", "onFallback")) {
            JsonNode value = eip.path(branch);
            (value.isArray() ? value : List.of(value)).forEach(each -> unnamedSteps(each, route, faults));
        }
    }

    @Test
    void every_bean_endpoint_option_and_expression_can_be_built() {
        assertThat(RouteCheck.faults(Settings.load(Map.of(), Optional.empty()))).isEmpty();
    }
}
