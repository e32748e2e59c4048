package routes.embedded.detector;

/** An upload that gets a 4xx answer; the message is the {@code detail} the caller reads. */
final class UploadRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    UploadRefusedException(int status, String detail) {
        // no stack trace: an expected outcome, told to the caller
        super(detail, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
