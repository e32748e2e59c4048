package routes.broadcast;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A real Redis and PostgreSQL for a test class, and an instance with the broadcast routes for each test that starts one. */
abstract class BroadcastSetup {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    static BroadcastServers servers;
    final BroadcastApp.Settings settings = new BroadcastApp.Settings();
    BroadcastApp app;

    @BeforeAll
    static void startServers() throws Exception {
        servers = new BroadcastServers();
    }

    @AfterAll
    static void stopServers() throws Exception {
        servers.close();
    }

    @AfterEach
    void stop() {
        if (app != null) {
            app.close();
        }
    }

    void start() throws Exception {
        app = new BroadcastApp(servers, settings);
    }

    static HttpResponse<String> get(int port, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
