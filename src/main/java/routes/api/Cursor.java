package routes.api;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page of a list ended: the sort key of its last entry. Opaque to clients: base64url of {@code <key>.<id>}, made by the statements
 * of {@code sql/api}. The key is microseconds.
 */
record Cursor(long key, long id) {

    private static final Pattern FORM = Pattern.compile("(-?\\d{1,17})\\.(\\d{1,18})");

    /** @throws ApiException when it is none of ours */
    static Cursor parse(String opaque) {
        Matcher matcher = FORM.matcher(decode(opaque));
        if (!matcher.matches()) {
            throw foreign();
        }
        return new Cursor(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    static Cursor of(Timestamp time, long id) {
        return new Cursor(ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant()), id);
    }

    /** @throws ApiException when the key is no time that a list can be sorted by */
    OffsetDateTime time() {
        OffsetDateTime utc = Instant.EPOCH.plus(key, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        if (utc.getYear() < 1 || utc.getYear() > 9999) {
            throw foreign();
        }
        return utc;
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
