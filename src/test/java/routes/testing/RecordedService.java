package routes.testing;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import routes.config.Json;

/**
 * An AI service for tests, in the mode that the system property {@code ai.mode} names:
 * <ul>
 * <li>{@code replay} (default): answers as it was recorded, the answers to one path in their order; a question that was not recorded gets 501;
 * <li>{@code record}: passes every call on to the real service, and writes question and answer down when it is closed;
 * <li>{@code live}: {@link #url} is the real service.
 * </ul>
 * A recording holds no header of a question, of the answer only Content-Type and Retry-After, of a question only its JSON with
 * pictures replaced by their length. Thread-safe.
 */
public final class RecordedService implements AutoCloseable {

    /** Where answers come from. */
    public enum Mode {
        REPLAY, RECORD, LIVE;

        public static Mode current() {
            return valueOf(System.getProperty("ai.mode", "replay").toUpperCase(Locale.ROOT));
        }
    }

    private static final Set<String> KEPT_HEADERS = Set.of("content-type", "retry-after");
    private static final Set<String> NOT_PASSED_ON = Set.of("host", "content-length", "connection", "accept-encoding", "transfer-encoding", "upgrade");
    private static final int LONGEST_TEXT = 20_000;

    private final Mode mode;
    private final Path recording;
    private final URI real;
    private final Collection<String> secrets;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final MockWebServer server = new MockWebServer();
    private final Map<String, Queue<JsonNode>> recorded = new HashMap<>();
    private final ObjectNode written = Json.mapper().createObjectNode();

    /**
     * @param recording file below {@code src/test/resources}
     * @param real      the real service; may be null in mode replay
     * @param secrets   keys and tokens that must not get into the recording
     */
    public RecordedService(Mode mode, Path recording, URI real, Collection<String> secrets) throws IOException {
        this.mode = mode;
        this.recording = recording;
        this.real = real;
        this.secrets = List.copyOf(secrets);
        if (mode == Mode.REPLAY) {
            for (JsonNode exchange : Json.mapper().readTree(Files.readString(recording)).path("exchanges")) {
                recorded.computeIfAbsent(exchange.path("call").asText(), call -> new ArrayDeque<>()).add(exchange.path("response"));
            }
        } else if (real == null) {
            throw new IllegalArgumentException(recording.getFileName() + " cannot be made in mode " + mode + ": the URL of the real service is not set");
        }
        written.putArray("exchanges");
        server.setServerSocketFactory(new NoDelaySockets());
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return mode == Mode.REPLAY ? replayed(request) : recorded(request);
            }
        });
        server.start();
    }

    /** Base URL to be set for the service, without a slash at its end. */
    public String url() {
        return (mode == Mode.LIVE ? real.toString() : server.url("/").toString()).replaceFirst("/$", "");
    }

    private synchronized MockResponse replayed(RecordedRequest request) {
        Queue<JsonNode> answers = recorded.getOrDefault(call(request), new ArrayDeque<>());
        JsonNode answer = answers.poll();
        if (answer == null) {
            return new MockResponse.Builder().code(501).body("{\"detail\":\"not recorded: " + call(request) + "\"}").build();
        }
        return response(answer);
    }

    private MockResponse recorded(RecordedRequest request) {
        HttpRequest.Builder question = HttpRequest.newBuilder(URI.create(url(real) + request.getTarget())).timeout(Duration.ofMinutes(5))
                .method(request.getMethod(), HttpRequest.BodyPublishers.ofByteArray(bytes(request)));
        request.getHeaders().forEach(header -> {
            if (!NOT_PASSED_ON.contains(header.getFirst().toLowerCase(Locale.ROOT))) {
                question.header(header.getFirst(), header.getSecond());
            }
        });
        try {
            HttpResponse<String> answer = client.send(question.build(), HttpResponse.BodyHandlers.ofString());
            ObjectNode response = Json.mapper().createObjectNode().put("status", answer.statusCode());
            ObjectNode headers = response.putObject("headers");
            KEPT_HEADERS.forEach(name -> answer.headers().firstValue(name).ifPresent(value -> headers.put(name, value)));
            response.put("body", answer.body());
            write(request, response);
            return response(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private synchronized void write(RecordedRequest request, ObjectNode response) throws IOException {
        ObjectNode exchange = ((ArrayNode) written.path("exchanges")).addObject().put("call", call(request));
        String type = String.valueOf(request.getHeaders().get("Content-Type"));
        if (type.startsWith("application/json")) {
            exchange.set("question", withoutPictures(Json.mapper().readTree(bytes(request))));
        } else {
            exchange.put("question", type.replaceFirst(";.*", "") + ", " + bytes(request).length + " bytes");
        }
        exchange.set("response", response);
    }

    private static JsonNode withoutPictures(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(withoutPictures(field.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, withoutPictures(array.get(i)));
            }
        } else if (node.isTextual() && (node.textValue().length() > LONGEST_TEXT || node.textValue().startsWith("data:"))) {
            return Json.mapper().getNodeFactory().textNode("(" + node.textValue().length() + " characters)");
        }
        return node;
    }

    private static MockResponse response(JsonNode answer) {
        MockResponse.Builder response = new MockResponse.Builder().code(answer.path("status").asInt()).body(answer.path("body").asText());
        answer.path("headers").properties().forEach(header -> response.setHeader(header.getKey(), header.getValue().asText()));
        return response.build();
    }

    private static byte[] bytes(RecordedRequest request) {
        return request.getBody() == null ? new byte[0] : request.getBody().toByteArray();
    }

    private static String call(RecordedRequest request) {
        return request.getMethod() + " " + request.getTarget();
    }

    private static String url(URI base) {
        return base.toString().replaceFirst("/$", "");
    }

    /** Ends it; in mode record the recording is written. */
    @Override
    public synchronized void close() throws IOException {
        server.close();
        if (mode != Mode.RECORD) {
            return;
        }
        var printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        ObjectWriter writer = Json.mapper().writer(printer);
        String text = writer.writeValueAsString(written) + "\n";
        for (String secret : secrets) {
            if (!secret.isBlank() && text.contains(secret)) {
                throw new IllegalStateException(recording.getFileName() + " is not written: it would hold a secret");
            }
        }
        Files.createDirectories(recording.getParent());
        Files.write(recording, text.getBytes(StandardCharsets.UTF_8));
    }
}
