package routes.enrich;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.analyze.Scene;

/**
 * Collects the outcomes of the questions of a leg (Splitter) and of the legs (Multicast). A leg that broke or is late adds nothing and
 * stops nobody: what it did not answer is counted by {@link EnrichmentReports}. Used by {@code 40-enrich.camel.yaml}. Stateless.
 */
public final class EnrichmentStrategy implements AggregationStrategy {

    private static final Logger LOG = LoggerFactory.getLogger(EnrichmentStrategy.class);

    @Override
    public Exchange aggregate(Exchange collected, Exchange next) {
        if (next.getException() != null) {
            LOG.warn("{}: a leg broke ({}), its answers are left out", batch(next), next.getException().toString());
            next.setException(null);
        }
        CallOutcomes outcomes = CallOutcomes.of(collected == null ? null : collected.getMessage().getBody())
                .and(CallOutcomes.of(next.getMessage().getBody()));
        Exchange result = collected == null ? next : collected;
        result.getMessage().removeHeaders("*");
        result.getMessage().setBody(outcomes);
        return result;
    }

    @Override
    public void timeout(Exchange exchange, int index, int total, long timeout) {
        LOG.warn("{}: leg {} of {} was not done after {} ms, the analysis goes on without its answers", batch(exchange), index + 1, total, timeout);
    }

    private static String batch(Exchange exchange) {
        Scene scene = exchange.getVariable("scene", Scene.class);
        return scene == null ? "enrichment" : "batch " + scene.batchId() + " of camera " + scene.cameraId();
    }
}
