package routes.analyze;

/**
 * Highest score of each level ({@code SEVERITY_LOW_MAX} 29, {@code SEVERITY_MEDIUM_MAX} 59, {@code SEVERITY_HIGH_MAX} 84).
 * The one place where a score becomes a level, so that the two can never disagree.
 *
 * @param low    0 or more
 * @param medium above low
 * @param high   above medium, below 100
 */
public record SeverityBounds(int low, int medium, int high) {

    public SeverityBounds {
        if (low < 0 || medium <= low || high <= medium || high >= 100) {
            throw new IllegalArgumentException(
                    "severity bounds must rise within 0..99: low %d, medium %d, high %d".formatted(low, medium, high));
        }
    }

    /** @param score 0..100 */
    public RiskLevel levelOf(int score) {
        if (score <= low) {
            return RiskLevel.LOW;
        }
        if (score <= medium) {
            return RiskLevel.MEDIUM;
        }
        return score <= high ? RiskLevel.HIGH : RiskLevel.CRITICAL;
    }

    /** The nearest whole score within 0..100; NaN is not a score and must be refused before. */
    static int clamp(double score) {
        return (int) Math.round(Math.min(100, Math.max(0, score)));
    }
}
