package routes.api;

/** Ends a request where the flow says so, for the routes of {@code 80-api.camel.yaml}. Stateless. */
public final class Refusals {

    /**
     * @param errorCode what a client branches on
     * @throws ApiException always
     */
    public void refuse(int status, String errorCode, String detail) {
        throw new ApiException(status, errorCode, detail);
    }
}
