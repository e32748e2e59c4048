package routes.analyze;

import routes.remote.ErrorCategory;
import routes.remote.RemoteServiceException;

/** The model answered, but not with a verdict. Carries the answer, so that {@link FailedAnswers} can keep it. */
public class UnusableAnswerException extends RemoteServiceException {

    private static final long serialVersionUID = 1L;

    private final String answer;

    /** @param answer what the server or the model said, as it came; may be null */
    public UnusableAnswerException(int httpStatus, String message, String answer) {
        super("nemotron", ErrorCategory.PARSE_ERROR, httpStatus, null, message, null);
        this.answer = answer == null ? "" : answer;
    }

    /** Of any length, and from outside. */
    public String answer() {
        return answer;
    }
}
