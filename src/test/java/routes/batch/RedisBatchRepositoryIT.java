package routes.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.api.RMap;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import routes.analyze.CloseReason;
import routes.cluster.NotLeaderException;
import routes.detect.StageTimings;
import routes.testing.TestClock;
import routes.testing.TestServers;

/** The aggregator of 30-batch.camel.yaml on a real Redis, with short times. */
class RedisBatchRepositoryIT {

    private static final Instant TAKEN_AT = Instant.parse("2026-01-09T12:00:00Z");

    private final RedissonClient redisson = TestServers.emptyRedisson();
    private final List<Batch> closed = new CopyOnWriteArrayList<>();
    private final List<String> reasons = new CopyOnWriteArrayList<>();
    private final AtomicBoolean downstreamFails = new AtomicBoolean();
    private final TestClock time = new TestClock(TAKEN_AT);
    private Clock clock = Clock.systemUTC();
    private DefaultCamelContext context;
    private ProducerTemplate producer;
    private BatchJournal journal;
    private RedisBatchRepository repository;
    private BatchMandate mandate;
    private BatchTimer timer;

    @BeforeEach
    void forget() {
        closed.clear();
    }

    @AfterEach
    void stop() throws Exception {
        if (context != null) {
            context.close();
            timer.shutdownNow();
        }
    }

    private void start(double idleSeconds, double windowSeconds, int maxDetections) throws Exception {
        journal = new BatchJournal(redisson, "test:");
        repository = new RedisBatchRepository(journal, clock);
        repository.setRecoveryInterval(200);
        timer = new BatchTimer(repository, Clock.systemUTC());
        context = new DefaultCamelContext();
        repository.setCamelContext(context);
        mandate = new BatchMandate(journal, repository);
        mandate.begin();
        context.getShutdownStrategy().setTimeout(5);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:detection")
                        .aggregate(simple("${body.cameraId()}"), new BatchStrategy(clock, idleSeconds, windowSeconds))
                        .aggregationRepository(repository)
                        .completionTimeout(simple("${exchangeProperty.batchTimeoutMillis}", Long.class))
                        .completionTimeoutCheckerInterval(100)
                        .timeoutCheckerExecutorService(timer)
                        .completionPredicate(simple("${body.size()} >= " + maxDetections))
                        .process(exchange -> {
                            if (downstreamFails.get()) {
                                throw new IllegalStateException("analysis queue is away");
                            }
                            reasons.add(exchange.getProperty("CamelAggregatedCompletedBy", String.class));
                            closed.add(exchange.getMessage().getBody(Batch.class));
                        });
            }
        });
        context.start();
        producer = context.createProducerTemplate();
    }

    private void detect(String camera, long... ids) {
        for (long id : ids) {
            producer.sendBody("direct:detection",
                    new BatchMember(id, camera, "person", 0.8, TAKEN_AT, TAKEN_AT, new StageTimings(1, 2, 3)));
        }
        journal.flush(camera);
    }

    private Batch open(String camera) {
        return repository.get(context, camera).getMessage().getBody(Batch.class);
    }

    private Iterable<String> keys() {
        return redisson.getKeys().getKeys();
    }

    private static List<Long> ids(Batch batch) {
        return batch.members().stream().map(BatchMember::id).sorted().toList();
    }

    private Batch theOnlyClosed() {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(closed).hasSize(1));
        return closed.get(0);
    }

    @Test
    void a_batch_closes_when_no_new_detection_came_for_the_idle_time() throws Exception {
        start(0.3, 60, 500);
        Instant before = Instant.now();
        detect("front_door", 1);

        assertThat(ids(theOnlyClosed())).containsExactly(1L);
        assertThat(closed.get(0).deadline()).isBetween(before.plusMillis(300), Instant.now());
        assertThat(closed.get(0).batchId()).matches("batch-[0-9a-f]{16}");
    }

    @Test
    void each_detection_puts_the_end_off_until_the_window_is_over() throws Exception {
        clock = time;
        start(30, 90, 500);
        Instant first = time.instant();
        List<Instant> deadlines = new ArrayList<>();
        for (long id = 1; id <= 5; id++) {
            detect("front_door", id);
            deadlines.add(open("front_door").deadline());
            time.advance(Duration.ofSeconds(20));
        }
        assertThat(deadlines).extracting(end -> Duration.between(first, end).toSeconds()).containsExactly(30L, 50L, 70L, 90L, 90L);
        assertThat(open("front_door").reason()).isEqualTo(CloseReason.TIMEOUT);
    }

    @Test
    void a_batch_closes_at_the_end_of_its_window_however_much_goes_on() throws Exception {
        start(60, 0.8, Integer.MAX_VALUE);
        for (long id = 1; closed.isEmpty(); id++) {
            detect("front_door", id);
        }

        Batch batch = closed.get(0);
        assertThat(batch.reason()).isEqualTo(CloseReason.TIMEOUT);
        assertThat(Duration.between(batch.firstAt(), batch.deadline())).isEqualTo(Duration.ofMillis(800));
    }

    @Test
    void the_timer_looks_when_the_next_batch_is_due_and_not_before() throws Exception {
        start(2, 60, 500);
        detect("garage", 1);
        context.getRouteController().stopAllRoutes();
        Instant due = repository.nextDeadline().orElseThrow();
        List<Instant> looks = new CopyOnWriteArrayList<>();

        Future<?> looking = timer.scheduleWithFixedDelay(() -> looks.add(Instant.now()), 0, 1, TimeUnit.HOURS);
        await().atMost(Duration.ofSeconds(30)).until(() -> looks.size() >= 2);
        List<Instant> made = List.copyOf(looks);
        assertThat(made.get(0)).isBefore(due);
        assertThat(made.subList(1, made.size())).allSatisfy(look -> assertThat(look).isAfterOrEqualTo(due));

        looking.cancel(false);
        await().atMost(Duration.ofSeconds(30)).until(timer.getQueue()::isEmpty);
    }

    @Test
    void a_full_batch_closes_at_once_with_its_last_detection() throws Exception {
        start(60, 60, 3);
        detect("front_door", 1, 2, 3);

        assertThat(ids(theOnlyClosed())).containsExactly(1L, 2L, 3L);
        assertThat(reasons).containsExactly("predicate");
        await().untilAsserted(() -> assertThat(keys()).as("nothing else is left in Redis").containsOnly("test:batch:leader", "test:batch:written"));
    }

    @Test
    void a_redelivered_detection_is_counted_once_and_does_not_keep_the_batch_open() throws Exception {
        clock = time;
        start(30, 90, 500);
        detect("front_door", 1);
        Instant deadline = open("front_door").deadline();
        time.advance(Duration.ofSeconds(10));
        detect("front_door", 1);

        assertThat(open("front_door").deadline()).isEqualTo(deadline);
        assertThat(ids(open("front_door"))).containsExactly(1L);
    }

    @Test
    void an_open_batch_survives_the_process_and_keeps_its_deadline() throws Exception {
        start(60, 60, 500);
        detect("front_door", 1, 2);
        Instant deadline = open("front_door").deadline();
        String batchId = open("front_door").batchId();
        context.close();

        start(60, 60, 3);
        Batch restored = open("front_door");
        assertThat(restored.batchId()).isEqualTo(batchId);
        assertThat(restored.deadline()).isEqualTo(deadline);
        detect("front_door", 3);
        assertThat(ids(theOnlyClosed())).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_batch_that_fell_due_while_the_process_was_down_closes_at_once() throws Exception {
        start(0.2, 60, 500);
        context.getRouteController().stopAllRoutes();
        Batch overdue = new Batch("batch-00000000000000ff", "garage", TAKEN_AT, Instant.now().minusSeconds(600));
        BatchMember member = new BatchMember(7, "garage", "car", 0.7, TAKEN_AT, TAKEN_AT, new StageTimings(0, 0, 0));
        overdue.add(member, Instant.now().minusSeconds(500), Duration.ofSeconds(30), Duration.ofSeconds(90));
        journal.added(overdue, member);
        journal.flush("garage");
        context.close();

        start(60, 90, 500);
        assertThat(theOnlyClosed().batchId()).isEqualTo("batch-00000000000000ff");
    }

    @Test
    void a_closed_batch_whose_route_failed_is_handed_over_again_until_it_succeeds() throws Exception {
        start(60, 60, 2);
        downstreamFails.set(true);
        detect("front_door", 1, 2);
        assertThat(closed).isEmpty();
        downstreamFails.set(false);

        assertThat(ids(theOnlyClosed())).containsExactly(1L, 2L);
        assertThat(reasons).containsExactly("predicate");
    }

    @Test
    void a_closed_batch_is_recovered_whole_when_the_process_died_before_it_was_handed_over() throws Exception {
        start(60, 60, 3);
        downstreamFails.set(true);
        detect("front_door", 1, 2, 3);
        context.close();
        downstreamFails.set(false);

        start(60, 60, 3);
        assertThat(ids(theOnlyClosed())).as("with the detection that closed it").containsExactly(1L, 2L, 3L);
        await().untilAsserted(() -> assertThat(keys()).containsOnly("test:batch:leader", "test:batch:written"));
    }

    @Test
    void a_new_batch_of_the_camera_does_not_mix_with_the_one_that_is_being_handed_over() throws Exception {
        start(60, 60, 2);
        downstreamFails.set(true);
        detect("front_door", 1, 2);
        detect("front_door", 3);
        context.close();
        downstreamFails.set(false);

        start(60, 60, 2);
        assertThat(ids(theOnlyClosed())).containsExactly(1L, 2L);
        assertThat(ids(open("front_door"))).containsExactly(3L);
    }

    @Test
    void a_former_leader_can_write_nothing_that_the_next_one_does_not_know() throws Exception {
        start(60, 60, 500);
        detect("front_door", 1, 2);
        BatchJournal late = journal;
        Batch before = open("front_door");
        RedisBatchRepository next = takeOver();

        BatchMember member = new BatchMember(3, "front_door", "person", 0.8, TAKEN_AT, TAKEN_AT, new StageTimings(1, 2, 3));
        before.add(member, Instant.now(), Duration.ofSeconds(60), Duration.ofSeconds(60));
        late.added(before, member);
        assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> late.flush("front_door"));
        late.closed(new ClosedBatch(before, "timeout"));
        assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> late.flush("front_door"));

        assertThat(mandate.isValid()).isFalse();
        assertThat(ids(next.get(context, "front_door").getMessage().getBody(Batch.class))).containsExactly(1L, 2L);
        assertThat(redisson.getMap("test:batch:open:front_door", StringCodec.INSTANCE).keySet()).doesNotContain("d:3");
    }

    @Test
    void who_leads_no_longer_forgets_what_was_not_written() throws Exception {
        start(60, 60, 500);
        detect("front_door", 1);
        journal.added(open("front_door"),
                new BatchMember(9, "front_door", "car", 0.8, TAKEN_AT, TAKEN_AT, new StageTimings(1, 2, 3)));
        mandate.end();

        assertThat(repository.getKeys()).isEmpty();
        mandate.begin();
        journal.flush("front_door");
        assertThat(ids(open("front_door"))).containsExactly(1L);
    }

    @Test
    void a_closed_batch_that_redis_has_lost_holds_up_nothing() throws Exception {
        start(60, 60, 2);
        downstreamFails.set(true);
        detect("front_door", 1);
        redisson.getKeys().flushall();
        detect("front_door", 2);
        downstreamFails.set(false);

        assertThat(ids(theOnlyClosed())).containsExactly(1L, 2L);
        assertThat(mandate.isValid()).isTrue();
    }

    @Test
    void a_change_whose_answer_was_lost_is_written_again_without_harm() {
        BatchFence fence = new BatchFence(redisson, "test:batch:leader", "test:batch:written");
        fence.take();
        List<BatchFence.Change> changes = List.of(new BatchFence.Change(1, List.of("HSET", "test:open", "a", "1")),
                new BatchFence.Change(2, List.of("RENAME", "test:open", "test:closing")));
        fence.write("front_door", changes);
        fence.write("front_door", List.of(new BatchFence.Change(3, List.of("HSET", "test:open", "b", "1"))));
        fence.write("front_door", changes);

        assertThat(redisson.getMap("test:closing", StringCodec.INSTANCE).readAllKeySet()).containsExactly("a");
        assertThat(redisson.getMap("test:open", StringCodec.INSTANCE).readAllKeySet()).containsExactly("b");
    }

    @Test
    void what_a_redis_has_again_that_lost_its_last_second_is_handed_over_once_more_and_goes() throws Exception {
        downstreamFails.set(true);
        start(60, 60, 2);
        detect("front_door", 1, 2);
        await().until(() -> !redisson.getSet("test:batch:closing", StringCodec.INSTANCE).isEmpty());
        String id = redisson.<String>getSet("test:batch:closing", StringCodec.INSTANCE).readAll().iterator().next();
        Map<String, String> lost = redisson.<String, String>getMap("test:batch:closing:" + id, StringCodec.INSTANCE).readAllMap();
        downstreamFails.set(false);
        await().untilAsserted(() -> assertThat(keys()).containsOnly("test:batch:leader", "test:batch:written"));
        assertThat(closed).hasSize(1);

        redisson.<String, String>getMap("test:batch:closing:" + id, StringCodec.INSTANCE).putAll(lost);
        redisson.<String>getSet("test:batch:closing", StringCodec.INSTANCE).add(id);

        await().untilAsserted(() -> assertThat(closed).extracting(Batch::batchId).containsExactly(id, id));
        await().untilAsserted(() -> assertThat(keys()).containsOnly("test:batch:leader", "test:batch:written"));
    }

    @Test
    void a_loaded_batch_that_closes_after_redis_lost_everything_is_recovered_whole() throws Exception {
        start(60, 60, 500);
        detect("front_door", 1, 2);
        context.close();
        RedisBatchRepository loaded = takeOver();
        redisson.getKeys().flushall();
        Exchange due = loaded.get(context, "front_door");
        due.setProperty(ExchangePropertyKey.AGGREGATED_COMPLETED_BY, "timeout");
        loaded.remove(context, "front_door", due);

        start(60, 60, 500);
        assertThat(ids(theOnlyClosed())).containsExactly(1L, 2L);
        await().untilAsserted(() -> assertThat(keys()).containsOnly("test:batch:leader", "test:batch:written"));
    }

    @Test
    void what_is_no_batch_is_put_aside_and_the_others_go_on() throws Exception {
        start(60, 60, 500);
        detect("front_door", 1);
        context.close();
        halfClosed("batch-half");
        hash("test:batch:open:garage").putAll(hash("test:batch:open:front_door").readAllMap());
        hash("test:batch:open:garage").put("deadline", "soon");

        start(60, 60, 2);
        assertThat(ids(open("front_door"))).containsExactly(1L);
        detect("garage", 7, 8);
        assertThat(ids(theOnlyClosed())).containsExactly(7L, 8L);
        await().untilAsserted(() -> assertThat(keys()).containsOnly("test:batch:leader", "test:batch:written", "test:batch:open:front_door",
                "test:batch:unreadable:closing:batch-half", "test:batch:unreadable:open:garage"));
        assertThat(hash("test:batch:unreadable:open:garage").readAllMap()).containsEntry("deadline", "soon").containsKey("d:1");
        assertThat(hash("test:batch:unreadable:closing:batch-half").remainTimeToLive()).isPositive();
    }

    @Test
    void a_closed_batch_that_redis_has_again_by_half_is_put_aside() throws Exception {
        start(60, 60, 500);
        halfClosed("batch-half");

        await().untilAsserted(() -> assertThat(keys()).containsOnly("test:batch:leader", "test:batch:unreadable:closing:batch-half", "test:batch:written"));
        assertThat(mandate.isValid()).isTrue();
    }

    private void halfClosed(String batchId) {
        hash("test:batch:closing:" + batchId).put("completed_by", "timeout");
        redisson.<String>getSet("test:batch:closing", StringCodec.INSTANCE).add(batchId);
    }

    private RMap<String, String> hash(String key) {
        return redisson.getMap(key, StringCodec.INSTANCE);
    }

    private RedisBatchRepository takeOver() {
        BatchJournal another = new BatchJournal(redisson, "test:");
        RedisBatchRepository next = new RedisBatchRepository(another, Clock.systemUTC());
        next.setCamelContext(context);
        new BatchMandate(another, next).begin();
        return next;
    }
}
