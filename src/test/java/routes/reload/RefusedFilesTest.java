package routes.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.reload.ReloadApp.route;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused, with the line and the reason that the author of the file sees; {@code --check} says the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedFilesTest {

    private ReloadApp app;

    @BeforeAll
    void start(@TempDir Path temp) {
        app = new ReloadApp(temp.resolve("none")).start();
    }

    @AfterAll
    void stop() {
        app.close();
    }

    static Stream<Arguments> broken() {
        String step = """
                - route:
                    id: mine
                    from:
                      uri: direct:mine
                      steps:
                        - log: {message: before}
                        - choice:
                            when:
                              - simple: "${body} != null"
                                steps:
                                  - %s
                """;
        return Stream.of(
                Arguments.of("", "", "it is empty"),
                Arguments.of("# only a comment\n", "", "it is empty"),
                Arguments.of("- route:\n    id: a\n  from: [", "", ""),
                Arguments.of("route:\n  id: a\n", ":1", "has to be a list"),
                Arguments.of("- route\n", ":1", "`- route:`"),
                Arguments.of("- from:\n    uri: direct:a\n    steps: []\n", ":1", "give the route an `id`"),
                Arguments.of("\n- beans:\n  - name: x\n", ":2", "use the beans of the product"),
                Arguments.of("- rest:\n    get:\n    - path: /x\n", ":1", "`rest` cannot stand here"),
                Arguments.of("- routeConfiguration: {}\n", ":1", "`routeConfiguration` cannot stand here"),
                Arguments.of("- route:\n    id: a\n    form:\n      uri: direct:a\n", ":3", "form"),
                Arguments.of("- route:\n    from:\n      uri: direct:a\n      steps:\n        - log: hi\n", "", "needs an `id`"),
                Arguments.of("- route:\n    id: a\n    from:\n      uri: direct:a\n      steps: []\n", "", "no output"),
                Arguments.of(step.formatted("to:\n                      uri: nosuch:x"), ":11", "nosuch"),
                Arguments.of(route("a", "nosuch:a", "x"), ":4", "nosuch"),
                Arguments.of(route("a", "timer:a?perido=1", "x"), ":4", "perido"),
                Arguments.of(route("a", "direct:a", "{{NO_SUCH_SETTING}}"), ":6", "NO_SUCH_SETTING"),
                Arguments.of(route("a", "direct:a", "${nonsense()}"), ":6", "nonsense"),
                Arguments.of(route("a", "platform-http:/a", "x"), ":4", "disconnect the clients"),
                Arguments.of(route("a", "vertx-websocket:/ws/a", "x"), ":4", "disconnect the clients"),
                Arguments.of(route("socket", "direct:a", "x"), ":4", "belongs to the API"),
                Arguments.of(route("judge", "direct:other", "x"), ":4", "has to begin with direct:judge"),
                Arguments.of(route("judge-2", "direct:judge", "x"), ":4", "id judge to replace it"),
                Arguments.of(route("a", "direct:a", "x") + route("a", "direct:b", "x"), "", "twice"),
                Arguments.of(step.formatted("to: \"log:x?levl=INFO\""), ":11", "levl"),
                Arguments.of(step.formatted("bean: {ref: nobody, method: x}"), ":11", "nobody"),
                Arguments.of(step.formatted("setBody: {simple: \"${body\"}"), ":11", "body"),
                Arguments.of(step.formatted("tu: direct:x"), ":11", "tu"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void is_refused_with_line_and_reason(String yaml, String line, String reason, @TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), yaml);
        List<String> faults = new RouteFolder(folder).faults(app.context());
        assertThat(faults).hasSize(1);
        assertThat(faults.get(0)).contains("mine.yaml" + line).containsIgnoringCase(reason);
    }

    @Test
    void unreadable_text_is_refused(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("latin.yaml"), "# Tür\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(folder.resolve("long.yaml"), new byte[RouteFile.MAX_BYTES + 1]);
        assertThat(new RouteFolder(folder).faults(app.context())).hasSize(2)
                .anySatisfy(fault -> assertThat(fault).contains("latin.yaml: it is not UTF-8"))
                .anySatisfy(fault -> assertThat(fault).contains("long.yaml: it is larger than"));
    }

    @Test
    void a_file_in_order_is_checked_without_any_effect(@TempDir Path folder) throws IOException {
        int seen = app.seen.size();
        Files.writeString(folder.resolve("new.yaml"), route("ticking", "timer:ticking?delay=0", "${bean:seen?method=add('tick')}")
                + route("judge", "direct:judge", "x"));
        assertThat(new RouteFolder(folder).faults(app.context())).isEmpty();
        assertThat(app.context().getRoute("ticking")).isNull();
        assertThat(app.ask("direct:analysis")).isEqualTo("verdict of the product");
        assertThat(app.context().getRoutes()).allMatch(route -> app.context().getRouteController().getRouteStatus(route.getId()) == ServiceStatus.Started
                || route.getId().equals("socket"));
        assertThat(app.seen).hasSizeLessThanOrEqualTo(seen + 1).doesNotContain("tick");
    }

    @Test
    void the_second_of_two_files_with_one_route_is_refused(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.yaml"), route("judge", "direct:judge", "a"));
        Files.writeString(folder.resolve("b.yaml"), route("judge", "direct:judge", "b"));
        assertThat(new RouteFolder(folder).faults(app.context())).singleElement().asString().contains("b.yaml:4: route judge is already defined by");
    }
}
