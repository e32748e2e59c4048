package routes.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InferencePermitsTest {

    private static final long LONG = 10_000;
    private static final long NO_TIME = 0;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> granted = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private InferencePermits pool(int permits, boolean nemotron, boolean enrichment) {
        return new InferencePermits(permits, "watch,detect,batch,analyze,relay,api", nemotron, "false " + enrichment, meters);
    }

    @Test
    void the_gauge_shows_the_permits_that_are_in_use_also_where_the_bean_was_made_twice() throws Exception {
        pool(4, false, false);
        InferencePermits inUse = pool(4, false, false);
        inUse.acquire("detector", false, NO_TIME);
        assertThat(meters.get("hsi.ai.calls.active").tag("kind", "detector").gauge().value()).isEqualTo(1);
    }

    @Test
    void the_detector_has_all_permits_where_nothing_else_is_configured() throws Exception {
        InferencePermits pool = pool(4, false, false);
        for (int i = 0; i < 4; i++) {
            pool.acquire("detector", false, NO_TIME);
        }
        assertThatThrownBy(() -> pool.acquire("detector", false, 20)).isInstanceOfSatisfying(NoPermitException.class, e -> {
            assertThat(e.category()).isEqualTo(ErrorCategory.RATE_LIMITED);
            assertThat(e.countsAsFailure()).isFalse();
        });
        pool.release("detector");
        pool.acquire("detector", false, NO_TIME);
    }

    @Test
    void a_model_that_hangs_never_starves_the_detector_nor_the_enrichment() throws Exception {
        InferencePermits pool = pool(4, true, true);
        pool.acquire("nemotron", false, NO_TIME);
        pool.acquire("nemotron", true, NO_TIME);
        assertThatThrownBy(() -> pool.acquire("nemotron", true, 10)).isInstanceOf(NoPermitException.class);
        pool.acquire("detector", false, NO_TIME);
        pool.acquire("florence", false, NO_TIME);
        assertThatThrownBy(() -> pool.acquire("detector", false, 10)).as("four calls in all").isInstanceOf(NoPermitException.class);
        assertThat(meters.get("hsi.ai.calls.active").tag("kind", "nemotron").gauge().value()).isEqualTo(2);
    }

    @Test
    void a_model_and_an_enrichment_that_both_hang_leave_the_detector_its_permit() throws Exception {
        InferencePermits pool = pool(4, true, true);
        pool.acquire("nemotron", false, NO_TIME);
        pool.acquire("nemotron", false, NO_TIME);
        pool.acquire("florence", false, NO_TIME);
        assertThatThrownBy(() -> pool.acquire("clip", true, 10)).isInstanceOf(NoPermitException.class);
        pool.acquire("detector", false, NO_TIME);
    }

    @Test
    void the_detector_keeps_its_permit_also_where_there_are_fewer_than_services() throws Exception {
        InferencePermits pool = pool(2, true, true);
        pool.acquire("nemotron", false, NO_TIME);
        assertThatThrownBy(() -> pool.acquire("enrichment", true, 10)).isInstanceOf(NoPermitException.class);
        pool.acquire("detector", false, NO_TIME);
        pool.release("nemotron");
        pool.acquire("enrichment", false, NO_TIME);
    }

    @Test
    void nothing_is_kept_for_work_that_another_instance_does() throws Exception {
        InferencePermits detecting = new InferencePermits(2, "detect", true, "true true true", meters);
        detecting.acquire("detector", false, NO_TIME);
        detecting.acquire("detector", false, NO_TIME);
        InferencePermits analysing = new InferencePermits(2, "watch,analyze", true, "false false false", meters);
        analysing.acquire("nemotron", false, NO_TIME);
        analysing.acquire("nemotron", false, NO_TIME);
    }

    @Test
    void services_of_the_enrichment_share_their_part() throws Exception {
        InferencePermits pool = pool(3, true, true);
        pool.acquire("clip", false, NO_TIME);
        assertThatThrownBy(() -> pool.acquire("enrichment", false, 10)).isInstanceOf(NoPermitException.class);
        pool.release("clip");
        pool.acquire("enrichment", false, NO_TIME);
    }

    @Test
    void one_permit_goes_round() throws Exception {
        InferencePermits pool = pool(1, true, true);
        pool.acquire("nemotron", false, NO_TIME);
        waiting(pool, "nemotron", false, 1);
        waiting(pool, "detector", false, 2);
        pool.release("nemotron");
        grantedAre("nemotron");
        waiting(pool, "nemotron", false, 2);
        pool.release("nemotron");
        grantedAre("nemotron", "detector");
        pool.release("detector");
        grantedAre("nemotron", "detector", "nemotron");
    }

    @Test
    void fast_path_work_goes_first() throws Exception {
        InferencePermits pool = pool(2, true, false);
        pool.acquire("nemotron", false, NO_TIME);
        waiting(pool, "nemotron", false, 1);
        waiting(pool, "nemotron", true, 2);
        pool.release("nemotron");
        grantedAre("nemotron urgent");
        pool.release("nemotron");
        grantedAre("nemotron urgent", "nemotron");
    }

    @Test
    void the_kind_with_fewer_calls_goes_first() throws Exception {
        InferencePermits pool = pool(4, true, false);
        pool.acquire("nemotron", false, NO_TIME);
        pool.acquire("nemotron", false, NO_TIME);
        pool.acquire("nemotron", false, NO_TIME);
        pool.acquire("detector", false, NO_TIME);
        waiting(pool, "nemotron", false, 1);
        waiting(pool, "detector", false, 2);
        pool.release("nemotron");
        grantedAre("detector");
    }

    @Test
    void who_gives_up_leaves_no_trace() throws Exception {
        InferencePermits pool = pool(1, false, false);
        pool.acquire("detector", false, NO_TIME);
        Future<?> impatient = threads.submit(() -> {
            pool.acquire("detector", true, LONG);
            return null;
        });
        Awaitility.await().pollDelay(Duration.ofMillis(50)).until(() -> !impatient.isDone());
        impatient.cancel(true);
        Awaitility.await().until(impatient::isDone);
        pool.release("detector");
        pool.acquire("detector", false, 1_000);
        pool.release("detector");
        assertThat(meters.get("hsi.ai.calls.active").tag("kind", "detector").gauge().value()).isZero();
    }

    /** Starts a thread that waits, and returns when {@code position} of them do. */
    private void waiting(InferencePermits pool, String service, boolean urgent, int position) {
        threads.submit(() -> {
            pool.acquire(service, urgent, LONG);
            granted.add(urgent ? service + " urgent" : service);
            return null;
        });
        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> pool.waiting() == position);
    }

    private void grantedAre(String... services) {
        Awaitility.await().pollInterval(Duration.ofMillis(5)).untilAsserted(() -> assertThat(granted).containsExactly(services));
    }
}
