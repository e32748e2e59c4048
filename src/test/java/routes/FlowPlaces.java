package routes;

import java.util.HashMap;
import java.util.Map;
import routes.config.Settings;

/** What the product gives the routes as placeholders, for tests that start a part of them. */
public final class FlowPlaces {

    private FlowPlaces() {
    }

    public static Map<String, String> of(Settings settings) {
        Map<String, String> places = new HashMap<>(settings.asProperties());
        RemoteServices.describe(settings, places);
        return places;
    }
}
