package routes.queue;

import java.time.Duration;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** Options of {@code from: redis-stream:<stream>}. Durations are milliseconds or carry a unit: {@code 60s}. */
@UriParams
public class ConsumerOptions {

    @UriParam(label = "consumer", description = "Consumer group. Each group gets every entry; an entry is deleted when all groups that exist"
            + " have acknowledged it. Default: the stream's name.")
    private String group;
    @UriParam(label = "consumer", description = "Name in the group, unique among living processes. A process that comes back"
            + " under the same name goes on with its own entries at once. Default: host, process id and a random part.")
    private String consumerName;
    @UriParam(label = "consumer", defaultValue = "1", description = "Exchanges at a time, and entries held at a time: 1 to 1000.")
    private int concurrentConsumers = 1;
    @UriParam(label = "consumer", description = "A second stream with workers of its own, for work that must not wait behind"
            + " slow jobs of this one. Same group, same route.")
    private String priorityStream;
    @UriParam(label = "consumer", defaultValue = "1", description = "Workers reserved for priorityStream: 1 to 1000.")
    private int priorityConsumers = 1;
    @UriParam(label = "consumer", defaultValue = "60s", description = "An entry whose consumer gave no sign of life for so long"
            + " is taken over by another. A running job gives a sign three times in this time. At least 100 ms.")
    private Duration claimIdle = Duration.ofSeconds(60);
    @UriParam(label = "consumer", defaultValue = "5", description = "Deliveries of an entry before it is dead-lettered, at least 1."
            + " Counted by Redis, across restarts; a pause or an orderly stop does not count.")
    private int maxDeliveries = 5;
    @UriParam(defaultValue = "10000", description = "Dead letters that are kept, 0 = any number. When so many are there the queue pauses"
            + " instead of losing one: a job that cannot be done stays in it until there is room. Warned of at 80 %.")
    private int maxDeadLetters = 10_000;
    @UriParam(label = "consumer", defaultValue = "2s", description = "Wait before the second delivery; doubles with each.")
    private Duration backoffInitial = Duration.ofSeconds(2);
    @UriParam(label = "consumer", defaultValue = "30s", description = "Longest wait between deliveries, at most claimIdle.")
    private Duration backoffMax = Duration.ofSeconds(30);
    @UriParam(label = "consumer", description = "Bean that decides between retry, pause and dead letter. Default: everything is"
            + " retried but a job that cannot be read.")
    @Metadata(javaType = "routes.queue.FailurePolicy")
    private FailurePolicy failurePolicy = new RetryUnlessPermanent();

    /** Between deliveries, and between looks at a dependency that is away. */
    Backoff backoff() {
        Duration max = backoffMax.compareTo(claimIdle) < 0 ? backoffMax : claimIdle;
        return new Backoff(backoffInitial.compareTo(max) < 0 ? backoffInitial : max, max);
    }

    void validate() {
        if (concurrentConsumers < 1 || concurrentConsumers > 1_000 || priorityConsumers < 1 || priorityConsumers > 1_000) {
            throw new IllegalArgumentException("concurrentConsumers and priorityConsumers must be 1 to 1000");
        }
        if (claimIdle.toMillis() < 100) {
            throw new IllegalArgumentException("claimIdle must be at least 100 ms, not " + claimIdle.toMillis());
        }
        if (maxDeliveries < 1) {
            throw new IllegalArgumentException("maxDeliveries must be at least 1, not " + maxDeliveries);
        }
        if (maxDeadLetters < 0) {
            throw new IllegalArgumentException("maxDeadLetters must be at least 0, not " + maxDeadLetters);
        }
        backoff();
    }

    public int getMaxDeadLetters() {
        return maxDeadLetters;
    }

    public void setMaxDeadLetters(int maxDeadLetters) {
        this.maxDeadLetters = maxDeadLetters;
    }

    public String getGroup() {
        return group;
    }

    public void setGroup(String group) {
        this.group = group;
    }

    public String getConsumerName() {
        return consumerName;
    }

    public void setConsumerName(String consumerName) {
        this.consumerName = consumerName;
    }

    public int getConcurrentConsumers() {
        return concurrentConsumers;
    }

    public void setConcurrentConsumers(int concurrentConsumers) {
        this.concurrentConsumers = concurrentConsumers;
    }

    public String getPriorityStream() {
        return priorityStream;
    }

    public void setPriorityStream(String priorityStream) {
        this.priorityStream = priorityStream;
    }

    public int getPriorityConsumers() {
        return priorityConsumers;
    }

    public void setPriorityConsumers(int priorityConsumers) {
        this.priorityConsumers = priorityConsumers;
    }

    public Duration getClaimIdle() {
        return claimIdle;
    }

    public void setClaimIdle(Duration claimIdle) {
        this.claimIdle = claimIdle;
    }

    public int getMaxDeliveries() {
        return maxDeliveries;
    }

    public void setMaxDeliveries(int maxDeliveries) {
        this.maxDeliveries = maxDeliveries;
    }

    public Duration getBackoffInitial() {
        return backoffInitial;
    }

    public void setBackoffInitial(Duration backoffInitial) {
        this.backoffInitial = backoffInitial;
    }

    public Duration getBackoffMax() {
        return backoffMax;
    }

    public void setBackoffMax(Duration backoffMax) {
        this.backoffMax = backoffMax;
    }

    public FailurePolicy getFailurePolicy() {
        return failurePolicy;
    }

    public void setFailurePolicy(FailurePolicy failurePolicy) {
        this.failurePolicy = failurePolicy;
    }
}
