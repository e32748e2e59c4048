package routes.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A statement of {@code sql/api}, with the {@code {fragments}} filled in that are fixed text themselves. Immutable. */
record SqlText(String text) {

    static SqlText of(String name) {
        String path = "/sql/api/" + name + ".sql";
        try (InputStream in = SqlText.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the product's jar has no " + path);
            }
            return new SqlText(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    SqlText with(String fragment, String sql) {
        return new SqlText(text.replace("{" + fragment + "}", sql));
    }

    SqlText with(Map<String, String> fragments) {
        SqlText filled = this;
        for (Map.Entry<String, String> fragment : fragments.entrySet()) {
            filled = filled.with(fragment.getKey(), fragment.getValue());
        }
        return filled;
    }
}
