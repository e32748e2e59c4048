package routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {

    @Test
    void created_events_keep_the_name_that_dashboards_know() {
        Metrics metrics = new Metrics();
        metrics.counter("hsi.events.created").increment();
        assertThat(metrics.scrape("text/plain")).contains("\nhsi_events_created_total 1.0").contains("# TYPE hsi_events_created_total counter");
    }
}
