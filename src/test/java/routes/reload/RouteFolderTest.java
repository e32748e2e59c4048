package routes.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static routes.reload.ReloadApp.route;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files, real folder events, a running camel-main. */
class RouteFolderTest {

    private static final String PRODUCT = "verdict of the product";

    @TempDir
    private Path temp;
    private ReloadApp app;

    @AfterEach
    void stop() {
        app.close();
    }

    /** The folder is there: changes are told by the file system, not found by looking. */
    private void start() throws IOException {
        Files.createDirectories(temp.resolve("routes"));
        app = new ReloadApp(temp.resolve("routes"));
        app.start();
    }

    private void eventually(org.awaitility.core.ThrowingRunnable holds) {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20)).untilAsserted(holds);
    }

    private void answers(String uri, String answer) {
        eventually(() -> assertThat(app.ask(uri)).isEqualTo(answer));
    }

    @Test
    void a_route_that_is_there_at_start_is_in_place_before_the_first_job() throws IOException {
        app = new ReloadApp(temp.resolve("routes"));
        app.save("rule.camel.yaml", route("judge", "direct:judge", "verdict of the file"));
        app.save("other.yaml", route("other", "direct:other", "other"));
        app.start();
        assertThat(app.ask("direct:analysis")).isEqualTo("verdict of the file");
        assertThat(app.ask("direct:other")).isEqualTo("other");
        eventually(() -> assertThat(app.seen).containsExactly("verdict of the file"));
    }

    @Test
    void a_file_dropped_into_a_folder_that_did_not_exist_runs_with_the_settings_of_the_product() throws IOException {
        app = new ReloadApp(temp.resolve("routes"));
        app.start();
        app.save("hello.yaml", route("hello", "direct:hello", "{{GREETING}} ${routeId}"));
        answers("direct:hello", "hello hello");
        assertThat(app.context().getRoute("hello").getSourceLocation()).contains("hello.yaml");
    }

    @Test
    void a_changed_file_replaces_its_routes_and_drops_those_it_no_longer_has() throws IOException {
        start();
        app.save("two.yaml", route("one", "direct:one", "1") + route("two", "direct:two", "2"));
        answers("direct:two", "2");
        app.save("two.yaml", route("one", "direct:one", "one") + route("zwei", "direct:two", "zwei"));
        answers("direct:two", "zwei");
        answers("direct:one", "one");
        assertThat(app.context().getRoute("two")).isNull();
    }

    @Test
    void a_deleted_file_takes_its_routes_with_it() throws IOException {
        start();
        app.save("hello.yaml", route("hello", "direct:hello", "hello"));
        answers("direct:hello", "hello");
        app.delete("hello.yaml");
        eventually(() -> assertThat(app.context().getRoute("hello")).isNull());
        assertThat(app.ask("direct:analysis")).isEqualTo(PRODUCT);
    }

    @Test
    void a_replaced_route_of_the_product_comes_back_when_the_file_goes() throws IOException {
        start();
        for (int round = 1; round <= 3; round++) {
            app.save("rule.yaml", route("judge", "direct:judge", "verdict " + round));
            answers("direct:analysis", "verdict " + round);
            app.delete("rule.yaml");
            answers("direct:analysis", PRODUCT);
            assertThat(app.context().getRoute("judge").getSourceLocation()).contains("reload/flow.camel.yaml");
        }
    }

    @Test
    void a_route_made_from_a_template_can_be_replaced_too() throws IOException {
        start();
        app.save("caption.yaml", route("caption", "direct:caption-leg", "own 1"));
        answers("direct:caption-leg", "own 1");
        app.save("caption.yaml", route("caption", "direct:caption-leg", "own 2"));
        answers("direct:caption-leg", "own 2");
        app.delete("caption.yaml");
        answers("direct:caption-leg", "caption of the product");
        assertThat(app.errors()).isEmpty();
    }

    @Test
    void a_route_that_comes_back_is_retried_as_before() throws IOException {
        start();
        eventually(() -> assertThat(app.seen).isNotEmpty());
        app.seen.clear();
        app.ask("direct:model");
        assertThat(app.seen).containsExactly("attempt", "attempt", "attempt");
        app.save("model.yaml", route("model", "direct:model", "tiny model"));
        answers("direct:model", "tiny model");
        app.delete("model.yaml");
        answers("direct:model", "java.io.IOException: model is away");
        app.seen.clear();
        app.ask("direct:model");
        assertThat(app.seen).containsExactly("attempt", "attempt", "attempt");
    }

    @Test
    void a_broken_file_is_refused_once_and_its_earlier_version_keeps_running() throws IOException {
        start();
        app.save("rule.yaml", route("judge", "direct:judge", "good"));
        answers("direct:analysis", "good");
        String broken = route("judge", "direct:judge", "${nonsense()}");
        app.save("rule.yaml", broken);
        eventually(() -> assertThat(app.errors()).hasSize(1));
        assertThat(app.errors().get(0)).contains("rule.yaml:6: ").contains("nonsense").contains("earlier version keeps running");
        app.save("other.yaml", route("other", "direct:other", "other"));
        answers("direct:other", "other");
        assertThat(app.ask("direct:analysis")).isEqualTo("good");
        assertThat(app.errors()).hasSize(1);
        app.save("rule.yaml", route("judge", "direct:judge", "better"));
        answers("direct:analysis", "better");
        eventually(() -> assertThat(health().getState()).isEqualTo(HealthCheck.State.UP));
    }

    @Test
    void a_refused_file_is_shown_in_health_but_does_not_make_the_instance_unready() throws IOException {
        start();
        app.save("bad.yaml", "- route:\n    id: bad\n    form: {uri: 'direct:bad'}\n");
        eventually(() -> assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN));
        assertThat(health().getMessage().orElseThrow()).contains("bad.yaml:3");
        assertThat(HealthCheckHelper.invokeReadiness(app.context())).noneMatch(result -> result.getCheck().getId().equals("route-folder"));
        app.delete("bad.yaml");
        eventually(() -> assertThat(health().getState()).isEqualTo(HealthCheck.State.UP));
    }

    private HealthCheck.Result health() {
        return HealthCheckRegistry.get(app.context()).getCheck("route-folder").orElseThrow().call();
    }

    @Test
    void a_file_that_is_still_being_written_is_waited_for() throws IOException {
        start();
        String yaml = route("slow", "direct:slow", "complete");
        try (Writer file = Files.newBufferedWriter(Files.createDirectories(app.folder).resolve("slow.yaml"))) {
            for (String line : yaml.split("(?<=\n)")) {
                file.write(line);
                file.flush();
                await().pollDelay(Duration.ofMillis(60)).until(() -> true);
            }
        }
        answers("direct:slow", "complete");
        assertThat(app.errors()).isEmpty();
    }

    @Test
    void temporary_names_are_left_alone() throws IOException {
        start();
        Files.createDirectories(app.folder);
        for (String name : new String[] {".a.yaml", ".a.yaml.swp", "a.yaml~", "a.yaml.tmp", "a.yaml.part", "4913"}) {
            Files.writeString(app.folder.resolve(name), "- nonsense");
        }
        app.save("b.flow.yml", route("b", "direct:b", "b"));
        answers("direct:b", "b");
        assertThat(app.errors()).isEmpty();
    }

    @Test
    void a_file_that_was_refused_because_of_another_gets_its_turn_when_that_goes() throws IOException {
        start();
        app.save("a.yaml", route("judge", "direct:judge", "a"));
        answers("direct:analysis", "a");
        app.save("b.yaml", route("judge", "direct:judge", "b"));
        eventually(() -> assertThat(app.errors()).hasSize(1));
        assertThat(app.errors().get(0)).contains("b.yaml:").contains("already defined by").contains("a.yaml");
        app.delete("a.yaml");
        answers("direct:analysis", "b");
        app.delete("b.yaml");
        answers("direct:analysis", PRODUCT);
    }

    @Test
    void a_route_that_its_policy_holds_back_is_not_started_and_the_policy_goes_on() throws IOException {
        start();
        String led = route("led", "direct:led", "%s").replace("id: led", "id: led\n    routePolicy: standby");
        app.save("first.yaml", led.formatted("1") + route("free", "direct:free", "1"));
        answers("direct:free", "1");
        app.save("first.yaml", led.formatted("2") + route("free", "direct:free", "2"));
        answers("direct:free", "2");
        assertThat(app.context().getRoute("led")).isNotNull();
        assertThat(app.runs("led")).isFalse();
        assertThat(app.standby.isStarted()).isTrue();
        assertThat(app.errors()).isEmpty();
    }

    @Test
    void counters_of_other_routes_go_on() throws IOException {
        start();
        app.ask("direct:analysis");
        app.ask("direct:analysis");
        app.save("rule.yaml", route("judge", "direct:judge", "file"));
        answers("direct:analysis", "file");
        double before = succeeded("analysis");
        assertThat(before).isGreaterThanOrEqualTo(3);
        app.delete("rule.yaml");
        answers("direct:analysis", PRODUCT);
        assertThat(succeeded("analysis")).isGreaterThan(before);
    }

    private double succeeded(String route) {
        return app.meters.get("camel.exchanges.succeeded").tag("routeId", route).counter().count();
    }

    @Test
    void a_job_in_the_replaced_route_is_finished_by_it() throws Exception {
        start();
        String slow = """
                - route:
                    id: judge
                    from:
                      uri: direct:judge
                      steps:
                        - delay: {constant: {expression: "1500"}}
                        - setBody: {constant: {expression: "slow rule"}}
                """;
        app.save("rule.yaml", slow);
        eventually(() -> assertThat(app.runs("judge") && app.context().getRoute("judge").getSourceLocation().contains("rule.yaml")).isTrue());
        CompletableFuture<String> job = CompletableFuture.supplyAsync(() -> app.ask("direct:analysis"));
        eventually(() -> assertThat(app.context().getInflightRepository().size("judge")).isEqualTo(1));
        app.save("rule.yaml", route("judge", "direct:judge", "quick rule"));
        assertThat(job.get(30, TimeUnit.SECONDS)).isEqualTo("slow rule");
        answers("direct:analysis", "quick rule");
    }
}
