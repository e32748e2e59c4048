package routes.analyze;

import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.annotation.EnumNaming;
import java.util.List;

/**
 * The judgement of one scene, by the LLM or by the local rules; stored as {@code events.verdict}. Texts hold no NUL and
 * no lone surrogate, lengths are bounded.
 *
 * @param riskScore         0..100
 * @param riskLevel         always follows the score
 * @param recommendedAction what a home owner should do; null when the judge does not say
 * @param confidenceFactors how far the judge could see; null when it does not say
 */
public record Verdict(int riskScore, RiskLevel riskLevel, String summary, String reasoning, List<RiskFactor> riskFactors,
                      List<Entity> entities, List<Flag> flags, String recommendedAction, ConfidenceFactors confidenceFactors) {

    public Verdict {
        if (riskScore < 0 || riskScore > 100 || riskLevel == null || summary == null || reasoning == null) {
            throw new IllegalArgumentException("incomplete verdict, score " + riskScore);
        }
        riskFactors = riskFactors == null ? List.of() : List.copyOf(riskFactors);
        entities = entities == null ? List.of() : List.copyOf(entities);
        flags = flags == null ? List.of() : List.copyOf(flags);
    }

    /** @param contribution points of the score, -100..100; negative lowers it */
    public record RiskFactor(String factorName, double contribution, String description) {
    }

    /** Someone or something in the scene. */
    public record Entity(String type, String description, ThreatLevel threatLevel) {
    }

    /** Something that deserves attention by itself, for example loitering. */
    public record Flag(String type, String description, Severity severity) {
    }

    /** Each may be null: the judge does not know. */
    public record ConfidenceFactors(DetectionQuality detectionQuality, WeatherImpact weatherImpact,
                                    EnrichmentCoverage enrichmentCoverage) {
    }

    @EnumNaming(EnumNamingStrategies.SnakeCaseStrategy.class)
    public enum ThreatLevel { LOW, MEDIUM, HIGH }

    @EnumNaming(EnumNamingStrategies.SnakeCaseStrategy.class)
    public enum Severity { WARNING, ALERT, CRITICAL }

    @EnumNaming(EnumNamingStrategies.SnakeCaseStrategy.class)
    public enum DetectionQuality { GOOD, FAIR, POOR }

    @EnumNaming(EnumNamingStrategies.SnakeCaseStrategy.class)
    public enum WeatherImpact { NONE, MINOR, SIGNIFICANT }

    @EnumNaming(EnumNamingStrategies.SnakeCaseStrategy.class)
    public enum EnrichmentCoverage { FULL, PARTIAL, MINIMAL }
}
