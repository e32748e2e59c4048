package routes.enrich;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RScoredSortedSetAsync;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.ScoredEntry;

/**
 * Who was seen where in the last 24 hours: one sorted set per subject in Redis, scored by time, at most {@value #MOST} members of about
 * 1.1 KB. Every operation is bounded by the time its caller has left. Thread-safe.
 */
final class Sightings {

    private static final Duration KEPT = Duration.ofHours(24);
    private static final int MOST = 1_000;

    private final RedissonClient redisson;
    private final String keyPrefix;
    private final Clock clock;

    Sightings(RedissonClient redisson, String keyPrefix, Clock clock) {
        this.redisson = redisson;
        this.keyPrefix = keyPrefix + "reid:";
        this.clock = clock;
    }

    /** One earlier sighting; as text it is {@code camera_id|detection_id|embedding}. */
    record Sighting(String cameraId, long detectionId, Embedding embedding, Instant at) {

        private String text() {
            return cameraId + '|' + detectionId + '|' + embedding.text();
        }

        /** Empty when another version wrote it differently. */
        private static Optional<Sighting> parse(ScoredEntry<String> entry) {
            String[] parts = entry.getValue().split("\\|");
            try {
                return Optional.of(new Sighting(parts[0], Long.parseLong(parts[1]), Embedding.parse(parts[2]),
                        Instant.ofEpochMilli(entry.getScore().longValue())));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException otherVersion) {
                return Optional.empty();
            }
        }
    }

    /** The latest sightings of that subject, newest first. */
    List<Sighting> latest(EnrichmentSubject subject, long millis) throws ReIdentificationException {
        double from = clock.instant().minus(KEPT).toEpochMilli();
        RScoredSortedSetAsync<String> set = redisson.getScoredSortedSet(key(subject), StringCodec.INSTANCE);
        return await(set.entryRangeReversedAsync(from, false, Double.POSITIVE_INFINITY, true, 0, MOST), millis).stream()
                .map(Sighting::parse).flatMap(Optional::stream).toList();
    }

    /** Remembers them; those already known are not doubled. What is old or too much goes. */
    void remember(EnrichmentSubject subject, List<Sighting> sightings, long millis) throws ReIdentificationException {
        RBatch batch = redisson.createBatch(BatchOptions.defaults());
        RScoredSortedSetAsync<String> set = batch.getScoredSortedSet(key(subject), StringCodec.INSTANCE);
        set.addAllAsync(sightings.stream().collect(Collectors.toMap(Sighting::text, s -> (double) s.at().toEpochMilli(), (a, b) -> a)));
        set.removeRangeByScoreAsync(Double.NEGATIVE_INFINITY, true, clock.instant().minus(KEPT).toEpochMilli(), true);
        set.removeRangeByRankAsync(0, -MOST - 1);
        set.expireAsync(KEPT);
        await(batch.executeAsync(), millis);
    }

    private String key(EnrichmentSubject subject) {
        return keyPrefix + subject.name().toLowerCase(Locale.ROOT);
    }

    private static <T> T await(CompletionStage<T> answer, long millis) throws ReIdentificationException {
        try {
            return answer.toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ReIdentificationException("Redis did not answer within " + millis + " ms", e);
        } catch (ExecutionException e) {
            throw new ReIdentificationException("Redis failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReIdentificationException("interrupted while waiting for Redis", e);
        }
    }
}
