package routes;

import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the product says when it is ready: on standard output for people, in one line of the log for log collectors. */
final class Welcome {

    private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);

    private Welcome() {
    }

    /** @param places values of all placeholders */
    static void say(Map<String, String> places) {
        StringBuilder text = new StringBuilder("\nHearthwatch is ready\n");
        if (has(places, "watch")) {
            text.append("  drop a picture   mkdir -p %1$s/front_door && cp samples/person.jpg %1$s/front_door/   (the folder names the camera)%n"
                    .formatted(shown(Path.of(places.get("CAMERA_ROOT")))));
        }
        if (has(places, "api")) {
            String host = places.get("API_HOST").equals("0.0.0.0") ? "127.0.0.1" : places.get("API_HOST");
            text.append("  live page        http://%s:%s/%n".formatted(host, places.get("API_PORT")));
        }
        text.append("  operators        http://%s:%s/observe/health  /observe/metrics  /observe/jolokia%n"
                .formatted(places.get("MANAGEMENT_HOST"), places.get("MANAGEMENT_PORT")));
        text.append("  roles            %s%n".formatted(places.get("ROLES").replace(",", ", ")));
        if (places.get("LOG_FORMAT").equals("json")) {
            LOG.info(text.toString().strip().replaceAll("\\s*\n\\s*", "; ").replaceAll("\\s{2,}", " "));
        } else {
            System.out.println(text);
        }
    }

    private static boolean has(Map<String, String> places, String role) {
        return Boolean.parseBoolean(places.get("ROLES." + role));
    }

    /** Relative to the working directory where that is shorter to type. */
    private static Path shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }
}
