package routes.enrich;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import routes.enrich.Enrichment.Failure;

/**
 * What is asked about a batch, and until when. Made by {@link EnrichmentPlanner}, kept in the variable {@code plan} of route
 * {@code enrich}. Immutable, so that a leg that is late cannot harm anybody.
 */
public final class EnrichmentPlan {

    private static final Duration LONGEST_MARGIN = Duration.ofMillis(500);

    private final List<EnrichmentRequest> requests;
    private final List<Failure> failures;
    private final List<byte[]> keyPictures;
    private final Clock clock;
    private final Instant startedAt;
    private final Duration limit;

    /**
     * @param failures    pictures that could not be prepared
     * @param keyPictures key frames for a model that sees, the best first; empty when it does not
     * @param limit       for the whole enrichment of a batch
     */
    EnrichmentPlan(List<EnrichmentRequest> requests, List<Failure> failures, List<byte[]> keyPictures, Clock clock, Instant startedAt, Duration limit) {
        this.requests = List.copyOf(requests);
        this.failures = List.copyOf(failures);
        this.keyPictures = List.copyOf(keyPictures);
        this.clock = clock;
        this.startedAt = startedAt;
        this.limit = limit;
    }

    EnrichmentPlan asking(List<EnrichmentRequest> questions, List<Failure> problems, List<byte[]> pictures) {
        return new EnrichmentPlan(questions, problems, pictures, clock, startedAt, limit);
    }

    /** The key frames for the language model: they are decoded, and nobody need do that again. */
    public List<byte[]> keyPictures() {
        return keyPictures;
    }

    /** The questions for this service, in the order of their worth. */
    public List<EnrichmentRequest> requests(String service) {
        return requests.stream().filter(request -> request.service().equals(service)).toList();
    }

    List<EnrichmentRequest> requests() {
        return requests;
    }

    List<Failure> failures() {
        return failures;
    }

    /**
     * Milliseconds in which a call must end. A little before the whole is cut off (a twentieth, at most 500 ms), so that what the leg has is
     * kept.
     */
    public long callMillisLeft() {
        Duration margin = limit.dividedBy(20);
        return Math.max(0, millisLeft() - (margin.compareTo(LONGEST_MARGIN) < 0 ? margin : LONGEST_MARGIN).toMillis());
    }

    /** Whether a call may still be begun: with less than a tenth of the time left it would only blame a healthy service. */
    public boolean hasTime() {
        return hasTimeAfter(Duration.ZERO);
    }

    boolean hasTimeAfter(Duration delay) {
        return millisLeft() - delay.toMillis() > limit.toMillis() / 10;
    }

    /** Until the enrichment of the batch as a whole is over; 0 when it is. */
    long millisLeft() {
        return Math.max(0, limit.toMillis() - Duration.between(startedAt, clock.instant()).toMillis());
    }
}
