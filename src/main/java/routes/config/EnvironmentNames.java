package routes.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds environment variables that were probably meant for the product but are none of its settings. The environment
 * belongs to others too, so these are warnings, not faults. Values are never shown: a mistyped name may hold a key.
 */
final class EnvironmentNames {

    private static final Pattern OWN_FAMILY = Pattern.compile(
            "(AI_CONNECT|AI_MAX|BATCH|CLIP|DEDUPE|DETECTION|DETECTOR|ENRICHMENT|FAST_PATH|FILE_STABILITY|FILE_WATCHER|FLORENCE|NEMOTRON"
            + "|QUEUE|RATE_LIMIT|SEVERITY|SWEEP|WEBSOCKET|YOLO26)_.+");
    /** Variables that Kubernetes and container links set for a service called, say, nemotron. */
    private static final Pattern SERVICE_LINK = Pattern.compile(".+_(SERVICE_(HOST|PORT.*)|PORT(_\\d+_.*)?|ENV_.*|NAME)");

    private EnvironmentNames() {
    }

    /** One warning per suspicious name, sorted. */
    static List<String> warnings(Collection<String> environment, Collection<String> known) {
        return environment.stream().filter(name -> !known.contains(name)).sorted()
                .map(name -> warning(name, known)).flatMap(Optional::stream).toList();
    }

    private static Optional<String> warning(String name, Collection<String> known) {
        boolean own = OWN_FAMILY.matcher(name).matches() && !SERVICE_LINK.matcher(name).matches();
        Optional<String> meant = own ? NearestName.of(name, known) : NearestName.typo(name, known);
        return own || meant.isPresent() ? Optional.of("environment variable " + LogText.oneLine(name)
                + " is not a setting and has no effect" + meant.map(m -> ", did you mean " + m + "?").orElse("")) : Optional.empty();
    }
}
