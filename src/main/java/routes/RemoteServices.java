package routes;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import routes.analyze.LlmEndpoint;
import routes.config.Settings;
import routes.embedded.detector.DetectorOptions;
import routes.remote.ServiceKeys;

/**
 * Placeholders of services that may not be configured: {@code {{FLORENCE_ENABLED}}} tells whether {@code {{FLORENCE_URL}}} is set; an
 * endpoint of a service that is not is never called, but Camel wants a URI for it. No URL holds credentials: endpoints are shown.
 * {@code {{DETECTIONS_AT_A_TIME}}} is {@code AI_MAX_CONCURRENT_INFERENCES}, but no more than the embedded detector takes when that is used:
 * what it refuses with 429 would open its breaker, and a longer queue of its own would hold more pictures in memory for longer than a call may last.
 */
final class RemoteServices {

    private static final String NOWHERE = "http://not-configured.invalid";

    private RemoteServices() {
    }

    static void describe(Settings settings, Map<String, String> places) {
        for (String service : new String[] {"YOLO26", "NEMOTRON", "FLORENCE", "CLIP", "ENRICHMENT"}) {
            Optional<URI> url = settings.url(service + "_URL");
            url.ifPresent(configured -> places.put(service + "_URL", ServiceKeys.withoutCredentials(configured)));
            places.put(service + "_ENABLED", Boolean.toString(url.isPresent()));
            // that of the embedded detector is there already, when it runs; without role detect there is none
            if (places.getOrDefault(service + "_URL", "").isEmpty()) {
                places.put(service + "_URL", NOWHERE);
            }
        }
        int calls = settings.integer("AI_MAX_CONCURRENT_INFERENCES");
        int detections = settings.url("YOLO26_URL").isPresent() ? calls : Math.min(calls, DetectorOptions.defaults().capacity());
        places.put("DETECTIONS_AT_A_TIME", Integer.toString(detections));
        places.put("NEMOTRON_ENDPOINT", LlmEndpoint.of(places.get("NEMOTRON_URL"), settings.text("NEMOTRON_API")));
    }
}
