package routes.embedded.detector;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import routes.config.Json;

/** Talks to a detector as the pipeline does. */
final class DetectorClient {

    private static final String BOUNDARY = "----camera";

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    DetectorClient(URI base) {
        this.base = base;
    }

    record Answer(int status, JsonNode body, HttpResponse<String> response) {

        String detail() {
            return body.path("detail").asText();
        }
    }

    Answer detect(byte[] file) throws Exception {
        return detectAsync(file).get();
    }

    CompletableFuture<Answer> detectAsync(byte[] file) {
        return send("/detect", "POST", form("file", "front.jpg", file), "multipart/form-data; boundary=" + BOUNDARY);
    }

    /** Without a Content-Length, so that the size shows only while the body arrives. */
    CompletableFuture<Answer> detectChunked(byte[] form) {
        var request = HttpRequest.newBuilder(base.resolve("/detect")).timeout(Duration.ofSeconds(60))
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form))).build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(DetectorClient::answer);
    }

    CompletableFuture<Answer> send(String path, String method, byte[] body, String contentType) {
        var request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(60))
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).thenApply(DetectorClient::answer);
    }

    private static Answer answer(HttpResponse<String> response) {
        try {
            return new Answer(response.statusCode(), Json.mapper().readTree(response.body()), response);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + response.body(), e);
        }
    }

    static byte[] form(String part, String filename, byte[] file) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n")
                .getBytes(StandardCharsets.UTF_8));
        String name = filename == null ? "" : "; filename=\"" + filename + "\"\r\nContent-Type: image/jpeg";
        out.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + part + "\"" + name + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        out.writeBytes(file);
        out.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }
}
