package routes.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the setting that somebody probably meant (Levenshtein distance, a missing end counts little). */
final class NearestName {

    private NearestName() {
    }

    /** The known name nearest to a wrong one, if any is near. */
    static Optional<String> of(String wrong, Collection<String> names) {
        String form = form(wrong);
        return typo(form, names).or(() -> names.stream().filter(name -> form.length() >= 4 && name.startsWith(form + "_"))
                .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder())));
    }

    /** The known name that differs from a wrong one only by a slip of the fingers, or by case and separators. */
    static Optional<String> typo(String wrong, Collection<String> names) {
        String form = form(wrong);
        int allowed = form.length() < 6 ? 0 : form.length() < 12 ? 1 : 2;
        return names.stream().filter(name -> Math.abs(name.length() - form.length()) <= allowed)
                .filter(name -> distance(form, name) <= allowed)
                .min(Comparator.comparingInt((String name) -> distance(form, name)).thenComparing(Comparator.naturalOrder()));
    }

    private static String form(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
