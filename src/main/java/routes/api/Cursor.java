package routes.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page of a list ended: the sort key of its last entry. Opaque to clients: base64url of {@code <microseconds>.<id>}, made by
 * {@code sql/api/list.sql}.
 */
record Cursor(OffsetDateTime time, long id) {

    private static final Pattern FORM = Pattern.compile("(-?\\d{1,17})\\.(\\d{1,18})");

    /** @throws ApiException when it is none of ours */
    static Cursor parse(String opaque) {
        Matcher matcher = FORM.matcher(decode(opaque));
        if (!matcher.matches()) {
            throw foreign();
        }
        Instant time = Instant.EPOCH.plus(Long.parseLong(matcher.group(1)), ChronoUnit.MICROS);
        OffsetDateTime utc = time.atOffset(ZoneOffset.UTC);
        if (utc.getYear() < 1 || utc.getYear() > 9999) {
            throw foreign();
        }
        return new Cursor(utc, Long.parseLong(matcher.group(2)));
    }

    static String decode(String opaque) {
        try {
            return new String(Base64.getUrlDecoder().decode(opaque), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw foreign();
        }
    }

    static ApiException foreign() {
        return ApiException.invalid("cursor", "must be a next_cursor of this list");
    }
}
