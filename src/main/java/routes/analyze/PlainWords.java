package routes.analyze;

import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** Sentences that a home owner understands, always in English, with times as the clock at the camera shows them. */
final class PlainWords {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("HH:mm 'on' EEEE, d MMMM", Locale.ENGLISH);
    private static final Map<String, String> PLURALS = Map.of("person", "people", "bus", "buses", "sheep", "sheep");

    private PlainWords() {
    }

    /** For example {@code 2 people and 1 car seen at Front Door at 23:14 on Friday, 9 January, during 75 seconds.} */
    static String summary(Scene scene, SortedMap<String, Integer> counts) {
        return list(counts.entrySet().stream().map(type -> count(type.getKey(), type.getValue())).toList())
                + " seen at " + scene.displayName() + " at " + MOMENT.format(scene.localStart()) + during(scene.duration()) + ".";
    }

    /** For example {@code 2 people}. */
    static String count(String objectType, int number) {
        String name = OutsideText.line(objectType, 40);
        return number + " " + (number == 1 ? name : PLURALS.getOrDefault(name, name + "s"));
    }

    /** With a capital letter and a full stop. */
    static String sentence(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ENGLISH) + words.substring(1) + ".";
    }

    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 120) {
            return seconds == 1 ? "1 second" : seconds + " seconds";
        }
        return Math.round(seconds / 60.0) + " minutes";
    }

    private static String during(Duration duration) {
        return duration.toSeconds() < 1 ? "" : ", during " + duration(duration);
    }

    private static String list(List<String> parts) {
        return parts.size() == 1 ? parts.get(0)
                : String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.get(parts.size() - 1);
    }
}
