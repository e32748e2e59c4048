package routes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.flow.Pictures.detection;
import static routes.flow.Pictures.seen;
import static routes.flow.ScriptedService.json;
import static routes.flow.Waiting.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import routes.reload.RouteFolder;
import routes.testing.Examples;

/** The examples of README.md and docs/changing-the-flow.md do what is said there. Only addresses and the time of day are other ones. */
class ExamplesIT {

    private static final String FLOW = "src/main/resources/camel/";
    /** Long enough for the provisional event to be there, and posted, before the verdict. */
    private static final int SLOW_MILLIS = 3_000;

    @TempDir
    private Path folder;
    private final ScriptedService detector = new ScriptedService(json(seen(detection("person", 0.95))));
    private final ScriptedService model = new ScriptedService(ModelAnswers.slow(95, SLOW_MILLIS));
    /** The webhook, or the other system. */
    private final ScriptedService receiver = new ScriptedService(json(200, "thank you").build());
    private final Map<String, String> settings = new HashMap<>(Map.of("YOLO26_URL", detector.url(), "SECOND_LOOK_INTERVAL_SECONDS", "3600",
            "PROVISIONAL_AFTER_SECONDS", "3600"));
    private Path routes;
    private FlowApp app;

    @BeforeEach
    void makeFolder() throws IOException {
        routes = Files.createDirectory(folder.resolve("routes"));
    }

    @AfterEach
    void stop() {
        if (app != null) {
            app.close();
        }
        List.of(detector, model, receiver).forEach(ScriptedService::close);
    }

    /** With ROUTES_DIR, and with the relay, which publishes what is stored. */
    private void start(String storeFile) throws Exception {
        String broadcast = Files.readString(Path.of(FLOW + "70-broadcast.camel.yaml"));
        Path relay = Files.writeString(folder.resolve("relay.camel.yaml"), broadcast.substring(0, broadcast.indexOf("- route:\n    id: broadcast-deliver")));
        app = new FlowApp(folder, settings, Map.of(), new FlowApp.SharedServers(), main -> change(main, storeFile, relay));
    }

    private void change(Main main, String storeFile, Path relay) {
        String product = main.configure().getRoutesIncludePattern();
        main.configure().withRoutesIncludePattern(product.replace("classpath:camel/60-*.camel.yaml", storeFile) + ",file:" + relay);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport starting) {
                new RouteFolder(routes).install(starting.getCamelContext());
            }
        });
    }

    private void startWithRoutes(Map<String, String> files) throws Exception {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(routes.resolve(file.getKey()), file.getValue());
        }
        start("classpath:camel/60-*.camel.yaml");
    }

    private static String example(String file) throws IOException {
        return Examples.routeFiles(Path.of("docs/changing-the-flow.md")).get(file);
    }

    private String webhook() throws IOException {
        return replaced(example("webhook.camel.yaml"), "{{env:WEBHOOK_URL:http://127.0.0.1:9000/hook}}", receiver.url() + "/hook");
    }

    /** In place of the route webhook-events, as if it were this hour. */
    private Map<String, String> quietHours(int hour) throws IOException {
        String webhook = webhook();
        String events = webhook.substring(webhook.indexOf("- route:\n    id: webhook-events\n"), webhook.indexOf("- route:\n    id: webhook\n"));
        return Map.of("webhook.camel.yaml", replaced(webhook, events, ""), "quiet-hours.camel.yaml",
                replaced(example("quiet-hours.camel.yaml"), "${date-with-timezone:now:Europe/Berlin:HH}", Integer.toString(hour)));
    }

    private static String replaced(String text, String part, String by) {
        assertThat(text).containsOnlyOnce(part);
        return text.replace(part, by);
    }

    /** The messages about this camera that the webhook was sent, in order. */
    private List<JsonNode> posted(String camera) {
        return receiver.calls().stream().map(call -> FlowDatabase.json(call.body())).filter(message -> message.path("data").path("camera_id").asText().equals(camera)).toList();
    }

    private void awaitVerdict(String camera) {
        eventually(() -> assertThat(app.database.messages("event.updated", camera)).hasSize(1));
    }

    /** Somebody reviews the event: a new version, and its message. */
    private void review(String camera) {
        app.database.row("""
                with changed as (
                    update events e set reviewed = true, notes = 'that is me', version = version + 1 where camera_id = ? returning e as r
                )
                insert into outbox (type, message)
                select 'event.updated', jsonb_build_object('type', 'event.updated', 'data', event_data(r) || jsonb_build_object('reviewed', (r).reviewed, 'notes', (r).notes))
                from changed returning id""", camera);
    }

    @Test
    void a_webhook_is_sent_the_event_and_its_verdict_but_nothing_that_people_write() throws Exception {
        settings.put("NEMOTRON_URL", model.url());
        startWithRoutes(Map.of("webhook.camel.yaml", webhook()));
        receiver.next(json(500, "{}").build());
        Pictures.drop(app, "front");
        eventually(() -> assertThat(posted("front")).hasSize(3));
        review("front");
        // what is posted about the next one is posted after all that was said of the one before
        Pictures.drop(app, "back");
        eventually(() -> assertThat(posted("back")).hasSize(2));

        List<JsonNode> front = posted("front");
        assertThat(front).extracting(message -> message.path("type").asText() + " " + message.path("data").path("analysis_status").asText())
                .as("the first one was refused, and posted again").containsExactly("event provisional", "event provisional", "event.updated complete");
        assertThat(front.get(2).path("data").path("risk_score").asInt()).isEqualTo(95);
        assertThat(front.get(2).path("data").path("version").asInt()).isEqualTo(2);
        assertThat(front.get(2).path("sequence").asLong()).isPositive();
        assertThat(receiver.lastCall().request().getRequestLine()).startsWith("POST /hook ");
        assertThat(receiver.lastCall().header("Content-Type")).startsWith("application/json");
    }

    @Test
    void in_quiet_hours_only_a_critical_event_is_posted_also_when_its_verdict_comes_later() throws Exception {
        settings.put("NEMOTRON_URL", model.url());
        model.answerBy(request -> ModelAnswers.slow(request.getBody().utf8().contains("Camera: \\\"drive\\\"") ? 84 : 95, SLOW_MILLIS));
        startWithRoutes(quietHours(23));
        Pictures.drop(app, "front");
        Pictures.drop(app, "drive");
        awaitVerdict("front");
        awaitVerdict("drive");
        review("front");
        review("drive");
        Pictures.drop(app, "back");
        eventually(() -> assertThat(posted("back")).hasSize(1));

        assertThat(posted("front")).singleElement().satisfies(message -> {
            assertThat(message.path("type").asText()).isEqualTo("event.updated");
            assertThat(message.path("data").path("risk_level").asText()).isEqualTo("critical");
            assertThat(message.path("data").path("version").asInt()).isEqualTo(2);
        });
        assertThat(app.database.messages("event", "front").get(0).path("risk_level").asText()).as("of the rules, at first").isNotEqualTo("critical");
        assertThat(posted("drive")).isEmpty();
    }

    @Test
    void by_day_every_event_is_posted_and_every_verdict() throws Exception {
        settings.put("NEMOTRON_URL", model.url());
        model.always(ModelAnswers.slow(12, SLOW_MILLIS));
        startWithRoutes(quietHours(7));
        Pictures.drop(app, "front");
        eventually(() -> assertThat(posted("front")).extracting(message -> message.path("data").path("analysis_status").asText())
                .containsExactly("provisional", "complete"));
    }

    private void startWithOwnModel() throws Exception {
        detector.always(json(seen(detection("person", 0.8))));
        settings.putAll(Map.of("NEMOTRON_URL", model.url(), "NEMOTRON_API_KEY", "own-key", "NEMOTRON_MAX_RETRIES", "2",
                "NEMOTRON_CB_FAILURE_THRESHOLD", "1000"));
        startWithRoutes(Map.of("own-model.camel.yaml", example("own-model.camel.yaml")));
    }

    private static MockResponse.Builder ownAnswer(int status) {
        return json(status, "{\"risk_score\": 42, \"summary\": \"A van in the snow: \u2603\", \"reasoning\": \"It stands there.\"}");
    }

    /** What became of a picture of this camera, which the model answers so. */
    private Map<String, Object> judged(String camera, MockResponse answer) {
        model.reset(answer);
        Pictures.drop(app, camera);
        eventually(() -> assertThat(app.database.messages("event", camera)).hasSize(1));
        return app.database.row("select analysis_status, analysis_error, risk_score, summary from events where camera_id = ?", camera);
    }

    private double permitsInUse() {
        return app.meters.get("hsi.ai.calls.active").tag("kind", "nemotron").gauge().value();
    }

    private int failures() {
        return app.breakers.all().get("nemotron").getMetrics().getNumberOfFailedCalls();
    }

    @Test
    void an_own_model_judges_in_its_own_protocol() throws Exception {
        startWithOwnModel();
        model.reset(ownAnswer(200).headersDelay(SLOW_MILLIS, TimeUnit.MILLISECONDS).build());
        Pictures.drop(app, "permit");
        eventually(() -> assertThat(permitsInUse()).as("while it is asked").isEqualTo(1));
        eventually(() -> assertThat(app.database.messages("event", "permit")).hasSize(1));
        assertThat(permitsInUse()).isZero();

        app.queues.send("detection_queue", Pictures.json(Pictures.job("dune", Pictures.write(app.cameras.resolve("D\u00fcne"), "picture.jpg"))));
        eventually(() -> assertThat(app.database.messages("event", "dune")).hasSize(1));
        assertThat(app.database.row("select analysis_status, risk_score, summary from events where camera_id = 'dune'"))
                .isEqualTo(Map.of("analysis_status", "complete", "risk_score", 42, "summary", "A van in the snow: \u2603"));
        ScriptedService.Call call = model.lastCall();
        assertThat(call.request().getRequestLine()).isEqualTo("POST /judge HTTP/1.1");
        assertThat(call.header("Content-Type")).isEqualToIgnoringCase("text/plain; charset=utf-8");
        assertThat(call.header("Authorization")).isEqualTo("Bearer own-key");
        assertThat(call.header("X-Request-ID")).isNotBlank();
        assertThat(call.request().getHeaders().names()).noneMatch(name -> name.startsWith("Camel"));
        assertThat(call.body()).contains("risk_score", "person", "D\u00fcne");
    }

    @Test
    void what_an_own_model_does_wrong_is_told_and_tried_again_like_that_of_any_other() throws Exception {
        startWithOwnModel();
        assertThat(judged("wrong_key", json(401, "{\"error\":\"who are you?\"}").build())).containsEntry("analysis_status", "fallback")
                .hasEntrySatisfying("analysis_error", error -> assertThat(error.toString()).startsWith("client_error: nemotron: HTTP 401").contains("who are you?"));
        assertThat(model.calls()).hasSize(1);
        assertThat(app.breakers.refusal("nemotron")).isPresent();

        assertThat(judged("bad_question", json(422, "{}").build()).get("analysis_error").toString()).startsWith("client_error: nemotron: HTTP 422");
        assertThat(model.calls()).hasSize(1);
        assertThat(failures()).as("held against the model").isZero();

        assertThat(judged("broken", json(500, "{}").build())).containsEntry("analysis_status", "fallback")
                .hasEntrySatisfying("analysis_error", error -> assertThat(error.toString()).startsWith("server_error: nemotron: HTTP 500"));
        assertThat(model.calls()).hasSize(2);
        assertThat(failures()).isEqualTo(2);

        assertThat(judged("nonsense", json("{\"risk_score\":null}")).get("analysis_error").toString()).startsWith("parse_error: ");
        assertThat(model.calls()).hasSize(2);

        model.reset(ownAnswer(200).build());
        model.next(json(429, "{}").setHeader("Retry-After", "1").build());
        Pictures.drop(app, "busy");
        eventually(() -> assertThat(app.database.messages("event", "busy")).hasSize(1));
        assertThat(app.database.row("select analysis_status from events where camera_id = 'busy'")).containsEntry("analysis_status", "complete");
        assertThat(model.calls()).hasSize(2);
        assertThat(model.calls().get(1).nanoTime() - model.calls().get(0).nanoTime()).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
        assertThat(permitsInUse()).isZero();
    }

    @Test
    void the_step_of_the_readme_tells_another_system_of_each_event_and_harms_none_whatever_that_answers() throws Exception {
        Path readme = Path.of("README.md");
        assertThat(Files.readString(readme)).contains("in `60-store.camel.yaml` add, after `log-event`");
        List<String> blocks = Examples.blocks(readme);
        assertThat(blocks).hasSize(2);
        String store = Files.readString(Path.of(FLOW + "60-store.camel.yaml"));
        String line = store.lines().filter(step -> step.contains("{id: log-event,")).findFirst().orElseThrow();
        Path changed = Files.writeString(folder.resolve("60-store.camel.yaml"), replaced(store, line, line + "\n" + blocks.get(0).stripTrailing())
                + "\n" + replaced(blocks.get(1), "https://my.house.example", receiver.url()));
        start("file:" + changed);

        MockResponse hangs = json(200, "late").headersDelay(60, TimeUnit.SECONDS).build();
        List<MockResponse> answers = List.of(hangs, json(500, "{}").build(), new MockResponse.Builder().code(204).build(), json(200, "thank you").build());
        for (int i = 0; i < answers.size(); i++) {
            int call = i + 1;
            receiver.next(answers.get(i));
            Pictures.drop(app, "camera_" + call);
            eventually(() -> assertThat(receiver.calls()).hasSize(call));
            eventually(() -> assertThat(app.database.count("outbox where type = 'event' and sent_at is not null")).isEqualTo(call));
            if (answers.get(i) == hangs) {
                assertThat(app.isBusy("my-house")).as("the event did not wait").isTrue();
            }
        }
        eventually(() -> assertThat(app.isBusy("my-house")).isFalse());
        assertThat(receiver.calls()).extracting(call -> call.request().getRequestLine())
                .containsExactlyElementsOf(app.database.rows("select 'GET /events/' || id || ' HTTP/1.1' as line from events order by id").stream()
                        .map(row -> row.get("line").toString()).toList());
        eventually(() -> assertThat(app.queues.depth("analysis_queue") + app.queues.depth("analysis_queue:fast")).isZero());
        assertThat(app.queues.deadLetters("analysis_queue")).isEmpty();
        assertThat(app.database.count("events where analysis_status = 'rules'")).isEqualTo(answers.size());
    }
}
