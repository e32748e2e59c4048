package routes.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.StatusUtil;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoggingTest {

    private static final String FORGED = "front\n2026-01-09T12:00:00.000Z ERROR [main] routes.Watch forged";

    private final LoggerContext context = new LoggerContext();

    @AfterEach
    void forgetSettings() {
        context.stop();
        System.clearProperty("LOG_LEVEL");
        System.clearProperty("LOG_FORMAT");
    }

    @Test
    void a_newline_in_an_argument_forges_no_line() throws Exception {
        configure(Map.of());
        String text = encoded(Map.of(), null, FORGED);
        assertThat(text.lines()).singleElement().asString().contains("camera front\\n2026-01-09");
    }

    @Test
    void a_newline_in_the_message_of_an_exception_or_its_cause_forges_no_line() throws Exception {
        configure(Map.of());
        IllegalStateException suppressed = new IllegalStateException(FORGED);
        RuntimeException failure = new RuntimeException(FORGED, new IllegalArgumentException(FORGED));
        failure.addSuppressed(suppressed);
        assertThat(encoded(Map.of(), failure, "front").lines()).noneMatch(line -> line.startsWith("2026-01-09"))
                .anyMatch(line -> line.startsWith("Caused by: java.lang.IllegalArgumentException: front\\n"))
                .anyMatch(line -> line.contains("Suppressed: java.lang.IllegalStateException: front\\n"));
    }

    @Test
    void a_text_line_has_time_level_thread_logger_and_the_request_id_if_there_is_one() throws Exception {
        configure(Map.of("LOG_FORMAT", "text"));
        String line = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) WARN  \\[main] routes.watch.Sweep ";
        assertThat(encoded(Map.of(), null, "front")).matches(line + "camera front\\R");
        assertThat(encoded(Map.of("request_id", "r-1"), null, "front")).matches(line + "\\[r-1] camera front\\R");
    }

    @Test
    void a_json_line_is_one_object() throws Exception {
        configure(Map.of("LOG_FORMAT", "json"));
        String text = encoded(Map.of("request_id", "r-1"), new RuntimeException(FORGED), FORGED);
        assertThat(text.lines()).hasSize(1);
        JsonNode json = Json.mapper().readTree(text);
        assertThat(json.path("formattedMessage").asText()).isEqualTo("camera " + FORGED);
        assertThat(json.path("level").asText()).isEqualTo("WARN");
        assertThat(json.path("mdc").path("request_id").asText()).isEqualTo("r-1");
        assertThat(json.path("throwable").path("message").asText()).isEqualTo(FORGED);
    }

    @Test
    void follows_the_level_and_keeps_noisy_libraries_quiet() throws Exception {
        configure(Map.of("LOG_LEVEL", "debug"));
        assertThat(context.getLogger("routes.watch").isDebugEnabled()).isTrue();
        assertThat(context.getLogger("io.netty.channel").isInfoEnabled()).isFalse();
        assertThat(context.getLogger("org.apache.camel.component.file.watch.FileWatchConsumer").isWarnEnabled()).isFalse();
    }

    private void configure(Map<String, String> environment) throws JoranException {
        LoggingSetup.apply(Settings.load(environment, Optional.empty()));
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LoggingTest.class.getResource("/logback.xml"));
        assertThat(new StatusUtil(context).getHighestLevel(0)).as("logback found nothing to complain about").isZero();
    }

    private String encoded(Map<String, String> mdc, Throwable failure, String camera) {
        ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>) context.getLogger("ROOT").getAppender("console");
        LoggingEvent event = new LoggingEvent("", context.getLogger("routes.watch.Sweep"), Level.WARN, "camera {}", failure, new Object[] {camera});
        event.setThreadName("main");
        event.setMDCPropertyMap(mdc);
        return new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
