package routes.enrich;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;
import routes.config.Json;
import routes.remote.ErrorCategory;
import routes.remote.RemoteServiceException;

/**
 * Takes the known fields out of an answer, one by one: a field that must be there and is not is a parse_error, a value outside its range
 * a validation_error. Texts are shortened and lose what PostgreSQL's jsonb refuses. Not thread-safe.
 */
final class AnswerFields {

    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    private static final int MOST_WORDS = 10;

    private final String service;
    private final JsonNode answer;
    private final ObjectNode kept = Json.mapper().createObjectNode();

    AnswerFields(String service, JsonNode answer) {
        this.service = service;
        this.answer = answer;
    }

    ObjectNode kept() {
        return kept;
    }

    AnswerFields requiredText(String field, int max) throws RemoteServiceException {
        if (!answer.path(field).isTextual()) {
            throw failure(ErrorCategory.PARSE_ERROR, "has no text " + field);
        }
        kept.put(field, clean(answer.path(field).textValue(), max));
        return this;
    }

    /** Left out when it is absent or something else. */
    AnswerFields texts(int max, String... fields) {
        for (String field : fields) {
            if (answer.path(field).isTextual()) {
                kept.put(field, clean(answer.path(field).textValue(), max));
            }
        }
        return this;
    }

    AnswerFields flags(String... fields) {
        for (String field : fields) {
            if (answer.path(field).isBoolean()) {
                kept.put(field, answer.path(field).booleanValue());
            }
        }
        return this;
    }

    AnswerFields confidence() throws RemoteServiceException {
        double value = number("confidence");
        if (value < 0 || value > 1) {
            throw failure(ErrorCategory.VALIDATION_ERROR, "has a confidence outside 0..1");
        }
        kept.put("confidence", value);
        return this;
    }

    AnswerFields numbers(String... fields) throws RemoteServiceException {
        for (String field : fields) {
            kept.put(field, number(field));
        }
        return this;
    }

    /** Names such as {@code hands_raised}; anything else in the list is skipped. */
    AnswerFields words(String field) {
        ArrayNode words = kept.putArray(field);
        for (JsonNode word : answer.path(field)) {
            if (words.size() < MOST_WORDS && word.isTextual() && WORD.matcher(word.textValue()).matches()) {
                words.add(word.textValue());
            }
        }
        return this;
    }

    private double number(String field) throws RemoteServiceException {
        JsonNode value = answer.path(field);
        if (!value.isNumber()) {
            throw failure(ErrorCategory.PARSE_ERROR, "has no number " + field);
        }
        if (!Double.isFinite(value.doubleValue())) {
            throw failure(ErrorCategory.VALIDATION_ERROR, "has a " + field + " that is not finite");
        }
        return value.doubleValue();
    }

    RemoteServiceException failure(ErrorCategory category, String what) {
        return new RemoteServiceException(service, category, "%s: answer %s".formatted(service, what));
    }

    /** One line without control characters and lone surrogates, at most {@code max} characters. */
    private static String clean(String text, int max) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), max));
        text.codePoints().limit(4L * max).forEach(c -> {
            if (out.length() + Character.charCount(c) > max || Character.getType(c) == Character.SURROGATE) {
                return;
            }
            out.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
        });
        return out.toString().strip();
    }
}
