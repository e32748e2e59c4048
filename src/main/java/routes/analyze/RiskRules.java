package routes.analyze;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import routes.analyze.Verdict.ConfidenceFactors;
import routes.analyze.Verdict.DetectionQuality;
import routes.analyze.Verdict.EnrichmentCoverage;
import routes.analyze.Verdict.Entity;
import routes.analyze.Verdict.Flag;
import routes.analyze.Verdict.RiskFactor;
import routes.analyze.Verdict.ThreatLevel;

/**
 * The local judge: a documented, deterministic score with its reasons, used by the analyze route when no LLM is
 * configured or it cannot answer. The same scene always gives the same verdict; it needs no clock and no service.
 * Stateless and thread-safe. The rules are listed in {@code docs/risk-rules.md}.
 */
public final class RiskRules {

    private final SeverityBounds bounds;

    public RiskRules(SeverityBounds bounds) {
        this.bounds = bounds;
    }

    public Verdict assess(Scene scene) {
        var facts = new SceneFacts(scene);
        List<RiskRule> rules = Arrays.stream(RiskRule.values()).filter(rule -> rule.appliesTo(facts)).toList();
        int score = SeverityBounds.clamp(rules.stream().mapToInt(RiskRule::points).sum());
        RiskLevel level = bounds.levelOf(score);
        return new Verdict(score, level, PlainWords.summary(scene, facts.counts()), reasoning(rules, score, level),
                rules.stream().map(rule -> new RiskFactor(rule.wireName(), rule.points(), PlainWords.sentence(rule.reason()))).toList(),
                entities(facts, level),
                rules.stream().filter(rule -> rule.flag() != null)
                        .map(rule -> new Flag(rule.wireName(), PlainWords.sentence(rule.reason()), rule.flag())).toList(),
                action(level), confidence(scene, facts));
    }

    private static String reasoning(List<RiskRule> rules, int score, RiskLevel level) {
        return "Judged by the local rules, not by a language model: "
                + rules.stream().map(rule -> "%s (%+d)".formatted(rule.reason(), rule.points())).collect(Collectors.joining(", "))
                + ". Together %d of 100, which is %s.".formatted(score, level.wireName());
    }

    private static List<Entity> entities(SceneFacts facts, RiskLevel level) {
        return facts.counts().entrySet().stream()
                .map(type -> new Entity(OutsideText.line(type.getKey(), 40),
                        PlainWords.sentence(PlainWords.count(type.getKey(), type.getValue()) + " at the same time"),
                        facts.isAbout(Subject.of(type.getKey())) ? threat(level) : ThreatLevel.LOW))
                .toList();
    }

    private static ThreatLevel threat(RiskLevel level) {
        return switch (level) {
            case LOW -> ThreatLevel.LOW;
            case MEDIUM -> ThreatLevel.MEDIUM;
            case HIGH, CRITICAL -> ThreatLevel.HIGH;
        };
    }

    private static String action(RiskLevel level) {
        return switch (level) {
            case LOW -> "No action needed.";
            case MEDIUM -> "Look at the pictures when you have a moment.";
            case HIGH -> "Look at the camera now.";
            case CRITICAL -> "Look at the camera now, and call for help if someone is in danger.";
        };
    }

    /** Rules cannot see the weather, and do not know which services could have said more: neither is claimed. */
    private static ConfidenceFactors confidence(Scene scene, SceneFacts facts) {
        DetectionQuality quality = facts.confidence() >= 0.8 ? DetectionQuality.GOOD
                : facts.confidence() >= 0.6 ? DetectionQuality.FAIR : DetectionQuality.POOR;
        return new ConfidenceFactors(quality, null,
                scene.findings().isEmpty() ? EnrichmentCoverage.MINIMAL : EnrichmentCoverage.PARTIAL);
    }
}
