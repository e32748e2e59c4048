package routes.enrich;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.analyze.Finding;
import routes.analyze.Scene;
import routes.config.Json;
import routes.enrich.Enrichment.Failure;
import routes.remote.Answers;
import routes.remote.ErrorCategory;
import routes.remote.Failures;

/** Sums up how the enrichment of a batch went. Used by {@code 40-enrich.camel.yaml}. Thread-safe. */
public final class EnrichmentReports {

    private static final Logger LOG = LoggerFactory.getLogger(EnrichmentReports.class);
    private static final int MOST_ERRORS = 20;

    private final MeterRegistry meters;

    public EnrichmentReports(MeterRegistry meters) {
        this.meters = meters;
    }

    /** The outcome of a question that was asked in vain. */
    public CallOutcome failed(EnrichmentRequest request, Throwable error) {
        return CallOutcome.failed(request, Failures.category(error), message(request.service(), error));
    }

    private static String message(String service, Throwable error) {
        if (Failures.find(error, CallNotPermittedException.class).isPresent()) {
            return service + ": not asked, its circuit breaker is open";
        }
        String reason = Answers.excerpt(Failures.reason(error));
        return reason.startsWith(service + ": ") ? reason : service + ": " + reason;
    }

    /** The outcome of a question that there was no time for. */
    public CallOutcome notAsked(EnrichmentRequest request) {
        return CallOutcome.failed(request, ErrorCategory.TIMEOUT, request.service() + ": not asked, the time for enrichment was over");
    }

    /** @param body of the multicast; whatever the legs did not say anything about was too late */
    public Enrichment of(Scene scene, EnrichmentPlan plan, Object body) {
        CallOutcomes outcomes = CallOutcomes.of(body);
        Set<EnrichmentRequest> told = outcomes.outcomes().stream().map(CallOutcome::request).collect(Collectors.toCollection(HashSet::new));
        CallOutcomes late = new CallOutcomes(plan.requests().stream().filter(request -> !told.contains(request))
                .map(request -> CallOutcome.failed(request, ErrorCategory.TIMEOUT, request.service() + ": no answer before the deadline")).toList(),
                List.of());
        Enrichment enrichment = sum(outcomes.and(late), plan.failures());
        enrichment.errors().forEach(error -> meters.counter("hsi.pipeline.errors", "error_type", "enrichment_" + error.category()).increment());
        if (!enrichment.errors().isEmpty()) {
            LOG.warn("batch {} of camera {}: enrichment is {}, the analysis goes on with {} findings: {}", scene.batchId(), scene.cameraId(),
                    enrichment.status(), enrichment.findings().size(), enrichment.errors());
        }
        return enrichment;
    }

    /** Nobody to ask. */
    public Enrichment skipped() {
        return sum(CallOutcomes.NONE, List.of());
    }

    /** Something broke that is no service; the batch goes on without enrichment. */
    public Enrichment broken(Scene scene, Throwable error) {
        LOG.error("batch {} of camera {}: enrichment broke, the analysis goes on without it", scene.batchId(), scene.cameraId(), error);
        meters.counter("hsi.pipeline.errors", "error_type", "enrichment_" + ErrorCategory.UNEXPECTED.wireName()).increment();
        return sum(CallOutcomes.NONE, List.of(new Failure("enrichment", ErrorCategory.UNEXPECTED.wireName(), Answers.excerpt(String.valueOf(error)))));
    }

    /** What the judge sees: the scene with what the services said about it. */
    public Scene enriched(Scene scene, Enrichment enrichment) {
        return scene.withFindings(enrichment.findings());
    }

    private static Enrichment sum(CallOutcomes all, List<Failure> before) {
        Map<Boolean, List<CallOutcome>> byAnswer = all.outcomes().stream().collect(Collectors.partitioningBy(CallOutcome::isAnswered));
        TreeSet<String> successful = models(byAnswer.get(true));
        TreeSet<String> failed = models(byAnswer.get(false));
        failed.removeAll(successful);
        List<Failure> errors = Stream.concat(before.stream(), byAnswer.get(false).stream()
                        .map(o -> new Failure(o.request().model(), o.category().wireName(), o.message())))
                .collect(Collectors.toMap(f -> f.model() + ' ' + f.category(), f -> f, (first, second) -> first, LinkedHashMap::new))
                .values().stream().limit(MOST_ERRORS).toList();
        int asked = all.outcomes().size();
        String status = errors.isEmpty() ? asked == 0 ? Enrichment.SKIPPED : Enrichment.FULL
                : successful.isEmpty() ? Enrichment.FAILED : Enrichment.PARTIAL;
        double rate = asked == 0 ? errors.isEmpty() ? 1 : 0 : Math.round(1000.0 * byAnswer.get(true).size() / asked) / 1000.0;
        return new Enrichment(status, List.copyOf(successful), List.copyOf(failed), errors, rate, all.findings(), perDetection(all.findings()));
    }

    private static TreeSet<String> models(List<CallOutcome> outcomes) {
        return outcomes.stream().map(outcome -> outcome.request().model()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<Long, JsonNode> perDetection(List<Finding> findings) {
        Map<Long, JsonNode> data = new HashMap<>();
        findings.stream().filter(finding -> finding.detectionId() != null).forEach(finding -> {
            ObjectNode ofDetection = (ObjectNode) data.computeIfAbsent(finding.detectionId(), id -> Json.mapper().createObjectNode());
            switch (finding.kind()) {
                case REIDENTIFICATION -> ofDetection.withArray("reidentification").add(finding.data());
                default -> ofDetection.set(finding.kind().wireName(), finding.data());
            }
        });
        return data;
    }
}
