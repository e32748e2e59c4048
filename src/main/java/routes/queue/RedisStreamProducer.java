package routes.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ServiceStatus;
import org.apache.camel.support.DefaultProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.queue.StreamSender.Attachment;
import routes.queue.StreamSender.Companions;
import routes.queue.StreamSender.Idempotency;
import routes.queue.StreamSender.Outcome;
import routes.queue.StreamSender.Result;

/** Sends the body as one entry. With policy {@code block} the calling thread waits for room. */
final class RedisStreamProducer extends DefaultProducer {

    private static final Logger LOG = LoggerFactory.getLogger(RedisStreamProducer.class);
    private static final long DEFAULT_TTL_SECONDS = 300;
    private static final long ATTACHMENT_TTL_SECONDS = 86_400;
    private static final long FIRST_LOOK_MILLIS = 20;
    private static final long SLOWEST_LOOK_MILLIS = 500;

    private final StreamSender sender;
    private final OverflowPolicy policy;
    private final WarnLevel warnLevel;
    private final Counter overflows;

    RedisStreamProducer(RedisStreamEndpoint endpoint, StreamSender sender, MeterRegistry meters) {
        super(endpoint);
        this.sender = sender;
        RedisStreamConfiguration configuration = endpoint.getConfiguration();
        policy = configuration.getOverflowPolicy();
        warnLevel = new WarnLevel(sender.queue(), configuration.getMaxSize(), configuration.getWarnRatio());
        String policyName = policy.name().toLowerCase(Locale.ROOT);
        overflows = Counter.builder("hsi_queue_overflow_total").tag("queue_name", sender.queue()).tag("policy", policyName)
                .description("Sends that found the queue full; with drop_oldest, entries dropped").register(meters);
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        message.removeHeader(RedisStreamConstants.DUPLICATE_OF);
        String job = message.getMandatoryBody(String.class);
        Companions companions = new Companions(idempotency(message), attachment(message));
        Result result = sender.send(job, companions);
        noteDropped(result);
        if (result.outcome() == Outcome.FULL) {
            overflows.increment();
            result = switch (policy) {
                case BLOCK -> awaitRoom(exchange, job, companions, result.length());
                case DLQ -> deadLetter(job, companions, result.length());
                default -> throw new QueueFullException(sender.queue(), result.length());
            };
        }
        warnLevel.observe(result.length());
        message.setHeader(result.outcome() == Outcome.DUPLICATE
                ? RedisStreamConstants.DUPLICATE_OF : RedisStreamConstants.MESSAGE_ID, result.value());
    }

    private Result awaitRoom(Exchange exchange, String job, Companions companions, long length) throws Exception {
        LOG.debug("{}: full with {} entries, route {} waits for room", sender.queue(), length, exchange.getFromRouteId());
        long look = FIRST_LOOK_MILLIS;
        Result result;
        do {
            if (isGoingDown(exchange)) {
                throw new RejectedExecutionException(sender.queue() + " is full and the route stops: the job was not sent");
            }
            TimeUnit.MILLISECONDS.sleep(look);
            look = Math.min(look * 2, SLOWEST_LOOK_MILLIS);
            result = sender.send(job, companions);
        } while (result.outcome() == Outcome.FULL);
        return result;
    }

    private Result deadLetter(String job, Companions companions, long length) throws InterruptedException, QueueFullException {
        LOG.warn("{}: full with {} entries, the new job goes to its dead letters", sender.queue(), length);
        Result result = sender.sendOrDeadLetter(job, companions, length);
        if (result.outcome() == Outcome.FULL) {
            throw new QueueFullException("dlq:" + sender.queue(), length);
        }
        return result;
    }

    private void noteDropped(Result result) {
        if (result.dropped() > 0) {
            overflows.increment(result.dropped());
            LOG.warn("{}: full, its oldest {} entries were dropped", sender.queue(), result.dropped());
        }
    }

    private static Idempotency idempotency(Message message) {
        String key = message.getHeader(RedisStreamConstants.IDEMPOTENCY_KEY, String.class);
        if (key == null) {
            return null;
        }
        return new Idempotency(key, message.getHeader(RedisStreamConstants.IDEMPOTENCY_VALUE, "", String.class),
                message.getHeader(RedisStreamConstants.IDEMPOTENCY_TTL, DEFAULT_TTL_SECONDS, Long.class));
    }

    private static Attachment attachment(Message message) {
        String key = message.getHeader(RedisStreamConstants.ATTACHMENT_KEY, String.class);
        byte[] bytes = message.getHeader(RedisStreamConstants.ATTACHMENT, byte[].class);
        return key == null || bytes == null ? null
                : new Attachment(key, bytes, message.getHeader(RedisStreamConstants.ATTACHMENT_TTL, ATTACHMENT_TTL_SECONDS, Long.class));
    }

    // The shutdown strategy waits for exchanges in flight: one that waits for room must not wait it out.
    private boolean isGoingDown(Exchange exchange) {
        String route = exchange.getFromRouteId();
        ServiceStatus status = route == null ? null : getEndpoint().getCamelContext().getRouteController().getRouteStatus(route);
        return !isRunAllowed() || getEndpoint().getCamelContext().isStopping()
                || status != null && (status.isStopping() || status.isStopped());
    }
}
