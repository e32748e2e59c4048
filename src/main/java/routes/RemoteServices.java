package routes;

import java.util.Map;
import routes.config.Settings;

/**
 * Placeholders of services that may not be configured: {@code {{FLORENCE_ENABLED}}} tells whether {@code {{FLORENCE_URL}}} is set; an
 * endpoint of a service that is not is never called, but Camel wants a URI for it.
 */
final class RemoteServices {

    private static final String NOWHERE = "http://not-configured.invalid";

    private RemoteServices() {
    }

    static void describe(Settings settings, Map<String, String> places) {
        for (String service : new String[] {"NEMOTRON", "FLORENCE", "CLIP", "ENRICHMENT"}) {
            boolean configured = settings.url(service + "_URL").isPresent();
            places.put(service + "_ENABLED", Boolean.toString(configured));
            if (!configured) {
                places.put(service + "_URL", NOWHERE);
            }
        }
        // of the embedded detector, when it runs; without role detect there is none
        if (places.getOrDefault("YOLO26_URL", "").isEmpty()) {
            places.put("YOLO26_URL", NOWHERE);
        }
        places.put("NEMOTRON_ENDPOINT", places.get("NEMOTRON_URL")
                + (settings.text("NEMOTRON_API").equals("completion") ? "/completion" : "/v1/chat/completions"));
    }
}
