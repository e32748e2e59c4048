package routes.broadcast.outbox;

import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.Endpoint;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultComponent;

/**
 * {@code outbox:name}: consumer that relays the rows of the table {@code outbox} (Transactional Outbox), used by
 * {@code 70-broadcast.camel.yaml}. Works on the one {@link DataSource} in the registry and keeps one connection of it.
 */
public final class OutboxComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters) throws Exception {
        OutboxEndpoint endpoint = new OutboxEndpoint(uri, this, name);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    DataSource dataSource() {
        return CamelContextHelper.mandatoryFindSingleByType(getCamelContext(), DataSource.class);
    }
}
