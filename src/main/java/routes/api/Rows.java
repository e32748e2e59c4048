package routes.api;

import org.apache.camel.Body;

/** Tells a missing row from an answer, for the routes of {@code 80-api.camel.yaml} that get one thing by its id. Stateless. */
public final class Rows {

    /**
     * @param row  what the statement returned; null when there is no such row
     * @param kind what is missing then, in upper case: EVENT, DETECTION, CAMERA
     * @throws ApiException 404 {@code <kind>_NOT_FOUND}
     */
    public Object found(@Body Object row, String kind) {
        if (row == null) {
            throw new ApiException(404, kind + "_NOT_FOUND", "There is no such " + kind.toLowerCase(java.util.Locale.ROOT));
        }
        return row;
    }
}
