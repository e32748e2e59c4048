package routes.reload;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Down while a file of {@code ROUTES_DIR} is refused, with the reasons. Neither liveness nor {@code /ready}: all other routes run. */
final class RouteFolderHealth extends AbstractHealthCheck {

    private final Supplier<List<String>> faults;

    RouteFolderHealth(Supplier<List<String>> faults) {
        super("camel", "route-folder");
        this.faults = faults;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        List<String> reasons = faults.get();
        if (reasons.isEmpty()) {
            builder.up();
        } else {
            builder.message(String.join("; ", reasons)).down();
        }
    }
}
