package routes;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import routes.config.Settings;

/**
 * Asks whether the ports can be opened, before anything is started. Camel goes on without a management port that it cannot open, and finds out
 * about the API port when all the rest is up.
 */
final class Ports {

    private Ports() {
    }

    /** @throws StartException which names every port that cannot be opened, and its settings */
    static void requireFree(Settings settings) throws StartException {
        Stream<String> names = settings.list("ROLES").contains("api") ? Stream.of("API", "MANAGEMENT") : Stream.of("MANAGEMENT");
        List<String> faults = names.map(name -> fault(name, settings)).flatMap(Optional::stream).toList();
        if (!faults.isEmpty()) {
            throw new StartException(String.join("; ", faults));
        }
    }

    private static Optional<String> fault(String name, Settings settings) {
        String host = settings.text(name + "_HOST");
        int port = settings.integer(name + "_PORT");
        try (ServerSocket socket = new ServerSocket()) {
            // as the servers do: connections of the last run that are still ending do not matter
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port), 1);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("port %d of %s cannot be opened (%s): stop the program that uses it, or change %s_PORT or %s_HOST"
                    .formatted(port, host, e.getMessage(), name, name));
        }
    }
}
