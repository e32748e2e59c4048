package routes.analyze;

import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.annotation.EnumNaming;
import java.util.Locale;

/** How serious a score is; see {@link SeverityBounds}. In lower case on the wire. */
@EnumNaming(EnumNamingStrategies.SnakeCaseStrategy.class)
public enum RiskLevel {
    LOW, MEDIUM, HIGH, CRITICAL;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
