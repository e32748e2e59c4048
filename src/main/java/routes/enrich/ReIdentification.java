package routes.enrich;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.redisson.api.RedissonClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.analyze.Finding;
import routes.analyze.FindingKind;
import routes.analyze.Scene;
import routes.config.Json;
import routes.detect.Detection;
import routes.enrich.Sightings.Sighting;

/**
 * Links people and vehicles with what other cameras saw in the 24 hours before: same subject, cosine of the embeddings over
 * {@value #THRESHOLD}. The same camera is left out: that somebody stays there says its recent activity already. Redis being down costs
 * these findings and nothing else. Used by route {@code enrich} in {@code 40-enrich.camel.yaml}. Thread-safe.
 */
public final class ReIdentification {

    private static final Logger LOG = LoggerFactory.getLogger(ReIdentification.class);
    private static final double THRESHOLD = 0.85;
    private static final int REMEMBERED_PER_BATCH = 3;
    private static final int MOST_LINKS = 3;
    private static final long LONGEST_WAIT_MS = 2_000;
    private static final String SERVICE = Question.CLIP;

    private final Sightings sightings;
    private final MeterRegistry meters;

    /** @param keyPrefix {@code REDIS_KEY_PREFIX} */
    public ReIdentification(RedissonClient redisson, String keyPrefix, Clock clock, MeterRegistry meters) {
        this.sightings = new Sightings(redisson, keyPrefix, clock);
        this.meters = meters;
    }

    /**
     * Adds the links of this batch to the outcomes and remembers its embeddings.
     *
     * @param body of the multicast
     */
    public CallOutcomes link(Scene scene, EnrichmentPlan plan, Object body) {
        CallOutcomes outcomes = CallOutcomes.of(body);
        Map<EnrichmentSubject, List<CallOutcome>> seen = outcomes.outcomes().stream().filter(o -> o.embedding() != null)
                .sorted(Comparator.comparingDouble((CallOutcome o) -> -o.request().detection().confidence()))
                .collect(Collectors.groupingBy(o -> EnrichmentSubject.of(o.request().detection().objectType())));
        List<Finding> links = new ArrayList<>();
        try {
            for (Map.Entry<EnrichmentSubject, List<CallOutcome>> ofSubject : seen.entrySet()) {
                links.addAll(links(scene, ofSubject.getKey(), ofSubject.getValue(), sightings.latest(ofSubject.getKey(), millis(plan))));
                sightings.remember(ofSubject.getKey(), ofSubject.getValue().stream().limit(REMEMBERED_PER_BATCH)
                        .map(o -> sighting(scene, o)).toList(), millis(plan));
            }
        } catch (ReIdentificationException | RuntimeException e) {
            meters.counter("hsi.pipeline.errors", "error_type", "reidentification_unavailable").increment();
            LOG.warn("batch {} of camera {}: re-identification is incomplete ({}), the analysis goes on with {} links",
                    scene.batchId(), scene.cameraId(), e.getMessage(), links.size());
        }
        return outcomes.withReidentified(links);
    }

    private static long millis(EnrichmentPlan plan) {
        return Math.min(LONGEST_WAIT_MS, plan.millisLeft());
    }

    private static Sighting sighting(Scene scene, CallOutcome outcome) {
        Detection detection = outcome.request().detection();
        return new Sighting(scene.cameraId(), detection.id(), outcome.embedding(), detection.detectedAt());
    }

    /** The best link to each other camera, the most similar first. */
    private static List<Finding> links(Scene scene, EnrichmentSubject subject, List<CallOutcome> seen, List<Sighting> earlier) {
        Map<String, Link> best = new TreeMap<>();
        for (CallOutcome outcome : seen) {
            for (Sighting sighting : earlier) {
                double similarity = outcome.embedding().similarity(sighting.embedding());
                if (similarity > THRESHOLD && !sighting.cameraId().equals(scene.cameraId())) {
                    best.merge(sighting.cameraId(), new Link(outcome.request().detection(), sighting, similarity), Link::better);
                }
            }
        }
        return best.values().stream().sorted(Comparator.comparingDouble((Link link) -> -link.similarity())).limit(MOST_LINKS)
                .map(link -> link.finding(subject)).toList();
    }

    private record Link(Detection detection, Sighting sighting, double similarity) {

        private Link better(Link other) {
            return other.similarity > similarity ? other : this;
        }

        private Finding finding(EnrichmentSubject subject) {
            long minutes = Math.max(0, Duration.between(sighting.at(), detection.detectedAt()).toMinutes());
            return new Finding(SERVICE, FindingKind.REIDENTIFICATION, detection.id(), Json.mapper().createObjectNode()
                    .put("object_type", subject.name().toLowerCase(Locale.ROOT))
                    .put("camera_id", sighting.cameraId())
                    .put("similarity", Math.round(similarity * 1000) / 1000.0)
                    .put("minutes_ago", minutes));
        }
    }
}
