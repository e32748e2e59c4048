package routes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.flow.Pictures.detection;
import static routes.flow.Pictures.seen;
import static routes.flow.ScriptedService.json;
import static routes.flow.Waiting.eventually;

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
