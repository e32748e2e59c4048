package routes.watch;

import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.component.file.watch.FileWatchComponent;
import org.apache.camel.component.file.watch.FileWatchEndpoint;

/**
 * Camel's {@code file-watch} with another consumer, used by the watch route (10-watch.camel.yaml) under the name {@code file-watch}.
 * Same URI and options; see {@link CameraWatchConsumer} for what it does differently.
 */
public final class CameraWatchComponent extends FileWatchComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        FileWatchEndpoint endpoint = new WatchEndpoint(uri, remaining, this);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    private static final class WatchEndpoint extends FileWatchEndpoint {

        private WatchEndpoint(String uri, String remaining, FileWatchComponent component) {
            super(uri, remaining, component);
        }

        @Override
        public Consumer createConsumer(Processor processor) throws Exception {
            CameraWatchConsumer consumer = new CameraWatchConsumer(this, processor);
            configureConsumer(consumer);
            return consumer;
        }
    }
}
