package routes.api;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts the part of a file that a client asks for (RFC 9110, 14.2), for the route {@code api-content} of {@code 80-api.camel.yaml}. Stateless. */
public final class Ranges {

    private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * The whole when no part is asked for, when several are, or when {@code If-Range} names another version.
     *
     * @throws ApiException 416 when the part lies outside of the file
     */
    public Content cut(ApiRequest request, Content whole) {
        Optional<String> range = request.text("Range");
        if (whole.status() != 200 || range.isEmpty() || !request.text("If-Range").map(whole.etag()::equals).orElse(true)) {
            return whole;
        }
        Matcher asked = SINGLE.matcher(range.get().trim());
        if (!asked.matches() || asked.group(1).isEmpty() && asked.group(2).isEmpty()) {
            return whole;
        }
        long length = whole.bytes().length;
        boolean tail = asked.group(1).isEmpty();
        long from = tail ? Math.max(0, length - Long.parseLong(asked.group(2))) : Long.parseLong(asked.group(1));
        long to = tail || asked.group(2).isEmpty() ? length - 1 : Math.min(length - 1, Long.parseLong(asked.group(2)));
        if (!tail && !asked.group(2).isEmpty() && Long.parseLong(asked.group(2)) < from) {
            return whole;
        }
        if (from >= length) {
            throw ApiException.beyond(length);
        }
        return whole.part(Arrays.copyOfRange(whole.bytes(), (int) from, (int) to + 1), "bytes " + from + "-" + to + "/" + length);
    }
}
