package routes.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.enrich.EnrichApp.enrichment;
import static routes.enrich.EnrichApp.scene;
import static routes.enrich.EnrichApp.seen;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import routes.analyze.Finding;
import routes.analyze.FindingKind;
import routes.config.Json;

/** Route enrich of 40-enrich.camel.yaml against services that answer, refuse, stall and lie. */
class EnrichRouteTest {

    private final ScriptedServices services;
    private final EnrichApp app;

    EnrichRouteTest() throws Exception {
        services = new ScriptedServices();
        app = new EnrichApp(services);
    }

    @AfterEach
    void stop() {
        app.close();
        services.close();
    }

    @Test
    void adds_what_every_service_says_to_the_scene_and_to_the_detection() throws Exception {
        Exchange done = app.start().enrich(scene("front", seen(1, "person", "person.jpg")));

        assertThat(enrichment(done).status()).isEqualTo("full");
        assertThat(enrichment(done).successfulModels()).containsExactly("caption", "clothing", "depth", "embedding", "pose");
        assertThat(enrichment(done).successRate()).isEqualTo(1);
        assertThat(scene(done).findings()).extracting(Finding::kind)
                .containsExactlyInAnyOrder(FindingKind.CAPTION, FindingKind.CLOTHING, FindingKind.DEPTH, FindingKind.POSE);
        JsonNode data = enrichment(done).enrichmentData().get(1L);
        assertThat(data.path("pose").path("alerts").path(0).asText()).isEqualTo("hands_raised");
        assertThat(data.path("clothing").path("color").asText()).isEqualTo("black");
        assertThat(data.toString()).doesNotContain("embedding", "keypoints", "depth");
        assertThat(done.getMessage().getBody()).isEqualTo(scene(done));
        assertThat(done.getMessage().getHeaders()).isEmpty();
        assertThat(app.meters.get("hsi.ai.request.duration").tag("service", "enrichment").timer().count()).isEqualTo(3);
    }

    @Test
    void writes_the_status_without_findings_or_detections() throws Exception {
        Exchange done = app.start().enrich(scene("front", seen(1, "person", "person.jpg")));

        JsonNode json = Json.mapper().valueToTree(enrichment(done));
        assertThat(json.fieldNames()).toIterable()
                .containsExactlyInAnyOrder("status", "successful_models", "failed_models", "errors", "success_rate");
    }

    @Test
    void asks_each_subject_what_concerns_it() throws Exception {
        app.start();
        app.enrich(scene("front", seen(1, "truck", "dog.jpg"), seen(2, "dog", "dog.jpg"), seen(3, "bird", "dog.jpg")));

        assertThat(services.targets()).containsExactlyInAnyOrder("/enrichment/vehicle-classify", "/florence/ocr", "/clip/embed",
                "/enrichment/pet-classify", "/florence/extract", "/enrichment/depth-estimate");
        JsonNode extract = Json.mapper().readTree(services.requests("/florence/extract").get(0).getBody().utf8());
        assertThat(extract.path("prompt").asText()).isEqualTo("<CAPTION>");
        assertThat(extract.path("image").binaryValue()).startsWith(0xFF, 0xD8);
        assertThat(services.requests("/florence/extract").get(0).getHeaders().names()).doesNotContain("X-Time-Left-Ms", "CamelHttpPath");
    }

    /** Decoding is what costs: 100 ms for a 4K picture. */
    @Test
    void keeps_the_pictures_that_it_has_decoded_for_a_model_that_sees() throws Exception {
        Exchange done = app.with("NEMOTRON_VISION", "true").start().enrich(scene("front", seen(1, "person", "person.jpg"), seen(2, "dog", "dog.jpg")));

        List<?> pictures = done.getVariable("keyPictures", List.class);
        assertThat(pictures).hasSize(2);
        BufferedImage shown = ImageIO.read(new ByteArrayInputStream((byte[]) pictures.get(0)));
        assertThat(Math.max(shown.getWidth(), shown.getHeight())).isLessThanOrEqualTo(1_024);
        assertThat(done.getVariable("plan")).isNull();
    }

    @Test
    void goes_on_with_the_others_when_one_service_is_down() throws Exception {
        services.allOf("florence", () -> new MockResponse.Builder().code(503).body("{\"detail\":\"model not loaded\"}").build());

        Exchange done = app.start().enrich(scene("front", seen(1, "person", "person.jpg")));

        assertThat(enrichment(done).status()).isEqualTo("partial");
        assertThat(enrichment(done).failedModels()).containsExactly("caption");
        assertThat(enrichment(done).errors()).singleElement().satisfies(error -> {
            assertThat(error.category()).isEqualTo("service_unavailable");
            assertThat(error.message()).contains("503").contains("model not loaded");
        });
        assertThat(enrichment(done).successRate()).isEqualTo(0.8);
        assertThat(services.requests("/florence")).hasSize(1);
        assertThat(scene(done).findings()).hasSize(3);
        assertThat(app.meters.get("hsi.pipeline.errors").tag("error_type", "enrichment_service_unavailable").counter().count()).isEqualTo(1);
    }

    @Test
    void leaves_the_scene_as_it_was_when_all_services_are_down() throws Exception {
        for (String service : new String[] {"FLORENCE", "CLIP", "ENRICHMENT"}) {
            app.with(service + "_URL", "http://127.0.0.1:1/" + service);
        }

        Exchange done = app.start().enrich(scene("front", seen(1, "person", "person.jpg")));

        assertThat(enrichment(done).status()).isEqualTo("failed");
        assertThat(enrichment(done).successRate()).isZero();
        assertThat(enrichment(done).errors()).extracting(Enrichment.Failure::category).containsOnly("service_unavailable");
        assertThat(scene(done).findings()).isEmpty();
    }

    @Test
    void skips_what_is_not_configured() throws Exception {
        app.with("FLORENCE_ENABLED", "false").with("CLIP_ENABLED", "false").with("ENRICHMENT_ENABLED", "false");

        Exchange done = app.start().enrich(scene("front", seen(1, "person", "person.jpg")));

        assertThat(enrichment(done).status()).isEqualTo("skipped");
        assertThat(enrichment(done).errors()).isEmpty();
        assertThat(services.targets()).isEmpty();
    }

    @Test
    void a_service_that_is_not_configured_is_no_failure() throws Exception {
        app.with("FLORENCE_ENABLED", "false").with("CLIP_ENABLED", "false");

        Exchange done = app.start().enrich(scene("front", seen(1, "person", "person.jpg")));

        assertThat(enrichment(done).status()).isEqualTo("full");
        assertThat(services.targets()).allMatch(target -> target.startsWith("/enrichment/"));
    }

    @Test
    void ends_at_the_deadline_and_keeps_what_was_answered() throws Exception {
        services.answers("/enrichment/clothing-classify", () -> new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
        app.with("ENRICHMENT_DEADLINE_SECONDS", "2").start();
        long start = System.nanoTime();

        Exchange done = app.enrich(scene("front", seen(1, "person", "person.jpg")));

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isBetween(1_500L, 2_600L);
        assertThat(enrichment(done).status()).isEqualTo("partial");
        assertThat(scene(done).findings()).extracting(Finding::kind).contains(FindingKind.CAPTION, FindingKind.POSE);
        assertThat(enrichment(done).errors()).extracting(Enrichment.Failure::category).containsOnly("timeout");
        assertThat(enrichment(done).failedModels()).containsExactly("clothing", "depth");
    }

    @Test
    void a_service_that_drips_is_cut_off_in_time() throws Exception {
        services.answers("/florence/extract", () -> new MockResponse.Builder().body("x".repeat(10_000)).throttleBody(1, 100, TimeUnit.MILLISECONDS).build());
        app.with("FLORENCE_READ_TIMEOUT", "1").start();
        long start = System.nanoTime();

        Exchange done = app.enrich(scene("front", seen(1, "person", "person.jpg")));

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(2_500);
        assertThat(enrichment(done).errors()).singleElement().satisfies(e -> assertThat(e.category()).isEqualTo("timeout"));
    }

    @Test
    void retries_what_may_pass() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        services.answers("/florence/extract", () -> calls.incrementAndGet() < 3 ? new MockResponse.Builder().code(500).build()
                : new MockResponse.Builder().body("{\"result\":\"A door\"}").build());

        Exchange done = app.with("ENRICHMENT_MAX_RETRIES", "3").start().enrich(scene("front", seen(1, "person", "person.jpg")));

        assertThat(enrichment(done).status()).isEqualTo("full");
        assertThat(calls).hasValue(3);
    }

    @Test
    void does_not_ask_again_where_the_answer_is_nonsense() throws Exception {
        services.says("/florence/extract", "<html>Bad gateway</html>");

        Exchange done = app.with("ENRICHMENT_MAX_RETRIES", "3").start().enrich(scene("front", seen(1, "person", "person.jpg")));

        assertThat(enrichment(done).errors()).singleElement().satisfies(error -> assertThat(error.category()).isEqualTo("parse_error"));
        assertThat(services.requests("/florence/extract")).hasSize(1);
    }

    @Test
    void asks_nothing_more_while_the_breaker_is_open() throws Exception {
        services.allOf("enrichment", () -> new MockResponse.Builder().code(500).build());
        app.with("ENRICHMENT_CB_FAILURE_THRESHOLD", "2").start();

        Exchange done = app.enrich(scene("front", seen(1, "person", "person.jpg")));

        assertThat(services.requests("/enrichment")).hasSize(2);
        assertThat(app.breakers.isOpen("enrichment")).isTrue();
        assertThat(enrichment(done).failedModels()).containsExactly("clothing", "depth", "pose");
        assertThat(enrichment(done).errors()).extracting(Enrichment.Failure::category)
                .containsExactlyInAnyOrder("server_error", "server_error", "service_unavailable");
        app.enrich(scene("front", seen(1, "person", "person.jpg")));
        assertThat(services.requests("/enrichment")).hasSize(2);
    }

    @Test
    void a_refusal_of_one_picture_does_not_open_the_breaker() throws Exception {
        services.allOf("enrichment", () -> new MockResponse.Builder().code(422).body("{\"detail\":\"too small\"}").build());
        app.with("ENRICHMENT_CB_FAILURE_THRESHOLD", "1").start();

        Exchange done = app.enrich(scene("front", seen(1, "person", "person.jpg")));

        assertThat(app.breakers.isOpen("enrichment")).isFalse();
        assertThat(enrichment(done).errors()).extracting(Enrichment.Failure::category).containsOnly("client_error");
    }

    @Test
    void goes_on_without_links_when_redis_is_down() throws Exception {
        Exchange done = app.start().enrich(scene("front", seen(1, "person", "person.jpg")));

        assertThat(enrichment(done).status()).isEqualTo("full");
        assertThat(scene(done).findings()).extracting(Finding::kind).doesNotContain(FindingKind.REIDENTIFICATION);
        assertThat(app.meters.get("hsi.pipeline.errors").tag("error_type", "reidentification_unavailable").counter().count()).isEqualTo(1);
    }

    @Test
    void says_that_a_picture_has_gone() throws Exception {
        Exchange done = app.start().enrich(scene("front", seen(1, "person", "gone.jpg"), seen(2, "person", "person.jpg")));

        assertThat(enrichment(done).status()).isEqualTo("partial");
        assertThat(enrichment(done).errors()).singleElement().satisfies(error -> {
            assertThat(error.model()).isEqualTo("picture");
            assertThat(error.message()).contains("has gone").doesNotContain("samples");
        });
    }

    @Test
    void shows_each_service_as_routes_of_its_own() throws Exception {
        app.start();

        assertThat(app.context().getRoutes()).extracting(Route::getId).containsExactlyInAnyOrder("enrich",
                "florence-leg", "florence", "florence-call", "clip-leg", "clip", "clip-call",
                "enrichment-service-leg", "enrichment-service", "enrichment-service-call");
        assertThat(app.context().getProcessor("clip-call-post")).isNotNull();
        assertThat(app.context().getProcessor("florence-call-breaker")).isNotNull();
    }
}
