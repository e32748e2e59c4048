package routes.cluster;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Says who leads. A stand-by is as healthy as the leader. */
final class LeaderHealthCheck extends AbstractHealthCheck {

    private final LeaderPolicy policy;

    LeaderHealthCheck(LeaderPolicy policy) {
        super("hearthwatch", "leader-" + policy.getName());
        this.policy = policy;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("state", policy.state()).up();
    }
}
