package routes.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static routes.enrich.EnrichApp.enrichment;
import static routes.enrich.EnrichApp.scene;
import static routes.enrich.EnrichApp.seen;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import routes.analyze.Finding;
import routes.analyze.FindingKind;
import routes.analyze.Scene;

/** Calls that nothing can cut, for example in a name lookup: the multicast leaves them behind. */
class LateLegTest {

    private final ScriptedServices services;
    private final EnrichApp app;
    private final Set<String> blocked = ConcurrentHashMap.newKeySet();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger stuck = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    LateLegTest() throws Exception {
        services = new ScriptedServices();
        app = new EnrichApp(services).with("ENRICHMENT_DEADLINE_SECONDS", "1").with("AI_MAX_CONCURRENT_INFERENCES", "1").with(new StuckSigner());
    }

    /** Stands in for the bean that signs requests. */
    public final class StuckSigner {

        public void sign(Exchange exchange, String service) throws InterruptedException {
            if (blocked.contains(service)) {
                stuck.incrementAndGet();
                goOn.await();
                ended.incrementAndGet();
            }
        }
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        app.close();
        services.close();
    }

    @Test
    void is_left_behind_at_the_deadline_and_changes_nothing_when_it_comes() throws Exception {
        blocked.add("clip");
        app.start();
        long start = System.nanoTime();

        Exchange done = app.enrich(scene("front", seen(1, "person", "person.jpg")));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(2_000));
        Enrichment atDeadline = enrichment(done);
        Scene sceneAtDeadline = EnrichApp.scene(done);
        assertThat(atDeadline.status()).isEqualTo("partial");
        assertThat(atDeadline.failedModels()).containsExactly("embedding");
        assertThat(atDeadline.errors()).singleElement().satisfies(error -> assertThat(error.category()).isEqualTo("timeout"));
        assertThat(sceneAtDeadline.findings()).extracting(Finding::kind).contains(FindingKind.CAPTION, FindingKind.POSE);

        goOn.countDown();
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(ended).hasValue(1));
        assertThat(enrichment(done)).isSameAs(atDeadline);
        assertThat(EnrichApp.scene(done)).isSameAs(sceneAtDeadline);
    }

    @Test
    void batches_end_in_time_also_when_all_workers_are_stuck() throws Exception {
        blocked.addAll(Set.of("florence", "clip", "enrichment"));
        app.start();
        app.enrich(scene("front", seen(1, "person", "person.jpg")));
        assertThat(stuck).hasValue(3);
        long start = System.nanoTime();

        Exchange done = app.enrich(scene("back", seen(2, "person", "person.jpg")));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(2_000));
        assertThat(enrichment(done).status()).isEqualTo("failed");
        assertThat(stuck).hasValue(3);
    }
}
