package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesIT {

    @TempDir
    static Path folder;
    private static ApiServer server;

    @BeforeAll
    static void start() throws Exception {
        server = House.in(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void serves_page_contract_and_health() throws Exception {
        HttpResponse<byte[]> page = server.get("/");
        assertThat(new String(page.body())).contains("<!doctype html>");
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(server.get("/web/app.css").headers().firstValue("Content-Type")).contains("text/css; charset=utf-8");
        assertThat(server.get("/web/app.css", "If-None-Match", server.get("/web/app.css").headers().firstValue("ETag").orElseThrow())
                .statusCode()).isEqualTo(304);
        assertThat(server.get("/web/%2e%2e/version.txt").statusCode()).isEqualTo(404);
        assertThat(server.json("/openapi.json").path("paths").has("/events")).isTrue();
        assertThat(server.json("/health").path("status").asText()).isEqualTo("healthy");
        assertThat(server.json("/health").path("version").asText()).matches("\\d.*");
        assertThat(server.send("HEAD", "/health").statusCode()).isEqualTo(200);
    }

    @Test
    void shows_the_contract_as_a_page() throws Exception {
        HttpResponse<byte[]> page = server.get("/docs");
        assertThat(new String(page.body())).contains("docs/swagger-ui-bundle.js");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).doesNotContain("unsafe");
        for (String file : List.of("docs.js", "swagger-ui.css", "swagger-ui-bundle.js", "openapi.json")) {
            assertThat(server.get("/docs/" + file).statusCode()).as(file).isEqualTo(200);
        }
        HttpResponse<byte[]> moved = server.get("/docs/");
        assertThat(moved.statusCode()).isEqualTo(308);
        assertThat(moved.headers().firstValue("Location")).contains("../docs");
        assertThat(server.get("/docs/index.html").statusCode()).isEqualTo(404);
        assertThat(server.get("/docs/..%2fversion.txt").statusCode()).isEqualTo(404);
        assertThat(server.get("/docsx").statusCode()).isEqualTo(404);
    }
}
