package routes.api;

/**
 * What is wrong with one field of a request.
 *
 * @param field   its name in the contract
 * @param message for people; never repeats what the client sent
 */
record FieldError(String field, String message) {
}
