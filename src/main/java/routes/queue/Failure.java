package routes.queue;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.apache.camel.ValidationException;
import org.apache.camel.util.ObjectHelper;

/**
 * What logs and dead letters say about a throwable.
 *
 * @param error      message of the cause that tells most, one line, at most 1,000 characters
 * @param errorType  simple class name of that cause
 * @param category   one word for people and filters, for example {@code validation_error}
 * @param httpStatus null when there was no HTTP answer
 * @param stackTrace at most 4,000 characters
 */
public record Failure(String error, String errorType, String category, Integer httpStatus, String stackTrace) {

    /** The job itself can never be done: it cannot be read, or breaks its contract. */
    public static final String VALIDATION_ERROR = "validation_error";
    /** Nothing is known about it. */
    public static final String UNEXPECTED = "unexpected";

    private static final int ERROR_LIMIT = 1_000;
    private static final int STACK_TRACE_LIMIT = 4_000;

    /** What can be said about any failure: {@link #VALIDATION_ERROR} when the job cannot be read, else {@link #UNEXPECTED}. */
    public static Failure of(Throwable thrown) {
        for (Throwable cause : ObjectHelper.createExceptionIterable(thrown)) {
            if (saysJobIsInvalid(cause)) {
                return of(thrown, cause, VALIDATION_ERROR, null);
            }
        }
        return of(thrown, thrown, UNEXPECTED, null);
    }

    /** @param decisive the cause of {@code thrown}, or that itself, which tells people most */
    public static Failure of(Throwable thrown, Throwable decisive, String category, Integer httpStatus) {
        String message = decisive.getMessage() == null ? decisive.getClass().getName() : decisive.getMessage();
        return new Failure(bounded(message.replaceAll("\\p{Cntrl}+", " "), ERROR_LIMIT),
                decisive.getClass().getSimpleName(), category, httpStatus, bounded(stackTraceOf(thrown), STACK_TRACE_LIMIT));
    }

    // Jackson reports what it cannot read with these three; its other exceptions are about writing.
    private static boolean saysJobIsInvalid(Throwable cause) {
        return cause instanceof ValidationException
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
