package routes.queue;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.apache.camel.ValidationException;
import org.apache.camel.util.ObjectHelper;
import routes.remote.ErrorCategory;
import routes.remote.Failures;
import routes.remote.InvalidJobException;
import routes.remote.RemoteServiceException;

/**
 * What is kept of a throwable.
 *
 * @param error      message of the cause that decided the category, one line, at most 1,000 characters
 * @param errorType  simple class name of that cause
 * @param httpStatus null when there was no HTTP answer
 * @param stackTrace at most 4,000 characters
 */
record Failure(String error, String errorType, ErrorCategory category, Integer httpStatus, String stackTrace) {

    private static final int ERROR_LIMIT = 1_000;
    private static final int STACK_TRACE_LIMIT = 4_000;

    static Failure of(Throwable thrown) {
        // first: below an answer that is not JSON lies the same exception as below a job that is not
        Optional<RemoteServiceException> remote = Failures.find(thrown, RemoteServiceException.class);
        if (remote.isPresent()) {
            return of(thrown, remote.get(), remote.get().category(), remote.get().httpStatus() > 0 ? remote.get().httpStatus() : null);
        }
        for (Throwable cause : ObjectHelper.createExceptionIterable(thrown)) {
            if (saysJobIsInvalid(cause)) {
                return of(thrown, cause, ErrorCategory.VALIDATION_ERROR, null);
            }
        }
        return of(thrown, thrown, Failures.category(thrown), null);
    }

    private static Failure of(Throwable thrown, Throwable decisive, ErrorCategory category, Integer httpStatus) {
        String message = decisive.getMessage() == null ? decisive.getClass().getName() : decisive.getMessage();
        return new Failure(bounded(message.replaceAll("\\p{Cntrl}+", " "), ERROR_LIMIT),
                decisive.getClass().getSimpleName(), category, httpStatus, bounded(stackTraceOf(thrown), STACK_TRACE_LIMIT));
    }

    // Jackson reports what it cannot read with these three; its other exceptions are about writing.
    private static boolean saysJobIsInvalid(Throwable cause) {
        return cause instanceof InvalidJobException
                || cause instanceof ValidationException
                || cause instanceof JsonParseException
                || cause instanceof MismatchedInputException
                || cause instanceof ValueInstantiationException;
    }

    private static String stackTraceOf(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static String bounded(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit);
    }
}
