package routes.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static routes.enrich.EnrichApp.enrichment;
import static routes.enrich.EnrichApp.scene;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import routes.analyze.Finding;
import routes.analyze.FindingKind;
import routes.detect.BoundingBox;
import routes.detect.Detection;
import routes.testing.TestServers;

/** Re-identification of route enrich on a real Redis. */
class ReIdentificationIT {

    private final RedissonClient redisson = TestServers.emptyRedisson();
    private final Instant now = Instant.now();
    private ScriptedServices services;
    private EnrichApp app;

    @BeforeEach
    void start() throws Exception {
        services = new ScriptedServices();
        app = new EnrichApp(services).with(redisson).start();
    }

    @AfterEach
    void stop() {
        app.close();
        services.close();
    }

    private Detection person(long id, Duration ago) {
        return new Detection(id, "person", 0.9, new BoundingBox(60, 60, 200, 260), now.minus(ago), Path.of("samples", "person.jpg").toAbsolutePath().toString());
    }

    private static List<Finding> links(Exchange done) {
        return EnrichApp.scene(done).findings().stream().filter(f -> f.kind() == FindingKind.REIDENTIFICATION).toList();
    }

    @Test
    void links_the_same_person_across_cameras() {
        assertThat(links(app.enrich(scene("garage", person(1, Duration.ofMinutes(12)))))).isEmpty();

        Exchange done = app.enrich(scene("front", person(2, Duration.ZERO)));

        assertThat(links(done)).singleElement().satisfies(link -> {
            assertThat(link.detectionId()).isEqualTo(2);
            assertThat(link.data().path("camera_id").asText()).isEqualTo("garage");
            assertThat(link.data().path("object_type").asText()).isEqualTo("person");
            assertThat(link.data().path("similarity").asDouble()).isEqualTo(1);
            assertThat(link.data().path("minutes_ago").asLong()).isEqualTo(12);
        });
        JsonNode data = enrichment(done).enrichmentData().get(2L);
        assertThat(data.path("reidentification").path(0).path("camera_id").asText()).isEqualTo("garage");
    }

    @Test
    void does_not_link_somebody_else_or_the_same_camera() {
        app.enrich(scene("front", person(1, Duration.ofMinutes(5))));
        assertThat(links(app.enrich(scene("front", person(2, Duration.ZERO))))).isEmpty();

        services.says("/clip/embed", ScriptedServices.embedding(5));
        assertThat(links(app.enrich(scene("back", person(3, Duration.ZERO))))).isEmpty();
    }

    @Test
    void forgets_after_a_day() {
        app.enrich(scene("garage", person(1, Duration.ofHours(25))));

        assertThat(links(app.enrich(scene("front", person(2, Duration.ZERO))))).isEmpty();
        assertThat(redisson.getScoredSortedSet("test:reid:person", StringCodec.INSTANCE).size()).isEqualTo(1);
        assertThat(redisson.getScoredSortedSet("test:reid:person").remainTimeToLive()).isBetween(1L, Duration.ofHours(24).toMillis());
    }

    @Test
    void keeps_a_bounded_number_and_each_sighting_once() throws Exception {
        Sightings sightings = new Sightings(redisson, "bound:", Clock.fixed(now, ZoneOffset.UTC));
        Embedding embedding = Embedding.of(IntStream.range(0, Embedding.DIMENSIONS).mapToDouble(i -> i == 0 ? 1 : 0).toArray());
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 1_100; i += 100) {
                int from = i;
                sightings.remember(EnrichmentSubject.VEHICLE, IntStream.range(from, from + 100)
                        .mapToObj(n -> new Sightings.Sighting("front", n, embedding, now.minusSeconds(2_000 - n))).toList(), 5_000);
            }
        }

        List<Sightings.Sighting> latest = sightings.latest(EnrichmentSubject.VEHICLE, 5_000);
        assertThat(latest).hasSize(1_000);
        assertThat(latest.get(0).detectionId()).isEqualTo(1_099);
    }
}
