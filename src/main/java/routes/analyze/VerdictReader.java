package routes.analyze;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.Pattern;
import routes.analyze.Verdict.ConfidenceFactors;
import routes.analyze.Verdict.DetectionQuality;
import routes.analyze.Verdict.EnrichmentCoverage;
import routes.analyze.Verdict.Entity;
import routes.analyze.Verdict.Flag;
import routes.analyze.Verdict.RiskFactor;
import routes.analyze.Verdict.Severity;
import routes.analyze.Verdict.ThreatLevel;
import routes.analyze.Verdict.WeatherImpact;

/** Reads a verdict from JSON of doubtful shape: checks, bounds and cleans each value, skips entries that make no sense. */
final class VerdictReader {

    private static final int MAX_ENTRIES = 50;
    private static final int NAME = 100;
    private static final int SENTENCE = 1_000;
    private static final int PROSE = 8_000;
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,12}(\\.\\d{0,12})?");

    private final SeverityBounds bounds;

    VerdictReader(SeverityBounds bounds) {
        this.bounds = bounds;
    }

    /** Empty when there is no usable score. */
    Optional<Verdict> read(JsonNode json) {
        OptionalDouble score = number(json.path("risk_score"));
        if (score.isEmpty()) {
            return Optional.empty();
        }
        int clamped = SeverityBounds.clamp(score.getAsDouble());
        String reasoning = OutsideText.prose(text(json, "reasoning"), PROSE);
        String summary = OutsideText.line(text(json, "summary"), SENTENCE);
        return Optional.of(new Verdict(clamped, bounds.levelOf(clamped), summary.isEmpty() ? summaryFrom(reasoning) : summary, reasoning,
                entries(json, "risk_factors", VerdictReader::factor), entries(json, "entities", VerdictReader::entity),
                entries(json, "flags", VerdictReader::flag), emptyToNull(OutsideText.line(text(json, "recommended_action"), SENTENCE)),
                confidence(json.path("confidence_factors"))));
    }

    private static String summaryFrom(String reasoning) {
        return reasoning.isEmpty() ? "The model gave a score without a summary." : OutsideText.line(reasoning, 200);
    }

    private static Optional<RiskFactor> factor(JsonNode json) {
        String name = OutsideText.line(text(json, "factor_name"), NAME);
        OptionalDouble contribution = number(json.path("contribution"));
        return name.isEmpty() || contribution.isEmpty() ? Optional.empty()
                : Optional.of(new RiskFactor(name, Math.min(100, Math.max(-100, contribution.getAsDouble())), description(json)));
    }

    private static Optional<Entity> entity(JsonNode json) {
        String type = OutsideText.line(text(json, "type"), NAME);
        ThreatLevel threat = constant(ThreatLevel.class, json, "threat_level");
        return type.isEmpty() || threat == null ? Optional.empty() : Optional.of(new Entity(type, description(json), threat));
    }

    private static Optional<Flag> flag(JsonNode json) {
        String type = OutsideText.line(text(json, "type"), NAME);
        Severity severity = constant(Severity.class, json, "severity");
        return type.isEmpty() || severity == null ? Optional.empty() : Optional.of(new Flag(type, description(json), severity));
    }

    private static ConfidenceFactors confidence(JsonNode json) {
        var factors = new ConfidenceFactors(constant(DetectionQuality.class, json, "detection_quality"),
                constant(WeatherImpact.class, json, "weather_impact"), constant(EnrichmentCoverage.class, json, "enrichment_coverage"));
        return factors.equals(new ConfidenceFactors(null, null, null)) ? null : factors;
    }

    private static <T> List<T> entries(JsonNode json, String field, Function<JsonNode, Optional<T>> read) {
        var entries = new ArrayList<T>();
        JsonNode list = json.path(field);
        for (int i = 0; list.isArray() && i < list.size() && entries.size() < MAX_ENTRIES; i++) {
            read.apply(list.get(i)).ifPresent(entries::add);
        }
        return entries;
    }

    /** A finite number, also when it is written as text; never true or false, NaN or a number that is out of all bounds. */
    private static OptionalDouble number(JsonNode json) {
        if (json.isNumber() && Double.isFinite(json.doubleValue())) {
            return OptionalDouble.of(json.doubleValue());
        }
        return json.isTextual() && NUMBER.matcher(json.textValue().strip()).matches()
                ? OptionalDouble.of(Double.parseDouble(json.textValue().strip())) : OptionalDouble.empty();
    }

    private static <E extends Enum<E>> E constant(Class<E> type, JsonNode json, String field) {
        String name = text(json, field);
        for (E constant : type.getEnumConstants()) {
            if (name != null && constant.name().equalsIgnoreCase(name.strip())) {
                return constant;
            }
        }
        return null;
    }

    private static String description(JsonNode json) {
        return OutsideText.line(text(json, "description"), SENTENCE);
    }

    private static String text(JsonNode json, String field) {
        return json.path(field).isTextual() ? json.path(field).textValue() : null;
    }

    private static String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
