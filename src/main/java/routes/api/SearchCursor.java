package routes.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page of a search ended. Opaque to clients: base64url of {@code <rank>.<id>.<newest>}, made by {@code sql/api/search-events.sql}.
 *
 * @param rank   of its last entry, in millionths
 * @param id     of its last entry
 * @param newest the highest id among the matches of the first page: events that came later would push others out of the newest matches
 */
record SearchCursor(long rank, long id, long newest) {

    static final SearchCursor START = new SearchCursor(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    private static final Pattern FORM = Pattern.compile("(\\d{1,17})\\.(\\d{1,18})\\.(\\d{1,18})");

    /** @throws ApiException when it is none of ours */
    static SearchCursor parse(String opaque) {
        Matcher matcher = FORM.matcher(Cursor.decode(opaque));
        if (!matcher.matches()) {
            throw Cursor.foreign();
        }
        return new SearchCursor(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
    }
}
