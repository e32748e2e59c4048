package routes.api;

import java.util.Locale;
import java.util.Map;
import org.apache.camel.Body;

/** Tells what a statement found or changed from what it did not, for the routes of {@code 80-api.camel.yaml}. Stateless. */
public final class Rows {

    /**
     * @param row  what the statement returned; null when there is no such row
     * @param kind what is missing then, in upper case: EVENT, DETECTION, CAMERA
     * @throws ApiException 404 {@code <kind>_NOT_FOUND}
     */
    public Object found(@Body Object row, String kind) {
        if (row == null) {
            throw new ApiException(404, kind + "_NOT_FOUND", "There is no such " + kind.toLowerCase(Locale.ROOT));
        }
        return row;
    }

    /**
     * @param row {@code state} (current, stale, deleted), {@code current_version}, and {@code answer}, the JSON after the change
     * @return the answer
     * @throws ApiException 404 when there is no row, 409 when nothing was changed because the row is not what the client thinks it is
     */
    public Object changed(@Body Map<String, Object> row, String kind) {
        found(row, kind);
        Object version = row.get("current_version");
        return switch ((String) row.get("state")) {
            case "stale" -> throw ApiException.conflict("VERSION_CONFLICT",
                    "Somebody else has changed it meanwhile; read it again and repeat the change with its version", version);
            case "deleted" -> throw ApiException.conflict(kind + "_DELETED", "It is deleted; restore it first", version);
            default -> row.get("answer");
        };
    }
}
