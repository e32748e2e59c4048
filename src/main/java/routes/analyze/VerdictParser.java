package routes.analyze;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import routes.remote.AnswerJson;
import routes.remote.RemoteServiceException;

/**
 * Turns what a language model wrote into a {@link Verdict}, used by the analyze route. Forgives everything about the
 * form (thoughts, fences, prose, trailing commas, comments, quotes) and nothing about the score: an answer without a
 * usable number is a failure, because a verdict is never invented. Stateless and thread-safe; the time is linear in the
 * length of the answer.
 */
public final class VerdictParser {

    private static final String SCORE = "risk_score";
    private static final int EXCERPT = 200;

    private static final JsonMapper LENIENT = JsonMapper.builder(JsonFactory.builder().streamReadConstraints(AnswerJson.LIMITS).build())
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA, JsonReadFeature.ALLOW_MISSING_VALUES,
                    JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_YAML_COMMENTS,
                    JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES,
                    JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS, JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER,
                    JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS,
                    JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS, JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS)
            .build();

    private final VerdictReader reader;
    private final int maxChars;

    /** @param maxChars longest answer that is looked at; longer ones are a parse error */
    public VerdictParser(SeverityBounds bounds, int maxChars) {
        this.reader = new VerdictReader(bounds);
        this.maxChars = maxChars;
    }

    /**
     * @throws AnswerCutException     when the answer ends before its verdict does
     * @throws RemoteServiceException with {@code PARSE_ERROR} when there is no verdict with a usable score
     */
    public Verdict parse(LlmAnswer answer) throws RemoteServiceException {
        String content = answer.content();
        if (content.length() > maxChars) {
            throw failure("is longer than " + maxChars + " characters", content);
        }
        Optional<JsonNode> verdict = lastVerdict(ThinkBlocks.drop(content));
        if (verdict.isEmpty() && content.stripLeading().startsWith("{")) {
            // the tag is a word within the verdict's own text, not a thought around it
            verdict = lastVerdict(content);
        }
        if (verdict.isEmpty()) {
            throw answer.isCutByLength() || looksCut(content)
                    ? new AnswerCutException("nemotron: the answer ends before its verdict does: " + excerpt(content), content)
                    : failure("holds no JSON object with " + SCORE, content);
        }
        Optional<Verdict> read = reader.read(verdict.get());
        if (read.isEmpty()) {
            throw failure("has no number as " + SCORE, content);
        }
        return read.get();
    }

    private static Optional<JsonNode> lastVerdict(String text) {
        Optional<JsonNode> found = firstReadable(JsonObjectScan.of(text, SCORE));
        if (found.isPresent()) {
            return found;
        }
        // a stray quote in the prose can hide the object from the first pass
        int start = text.lastIndexOf('{', text.lastIndexOf(SCORE));
        return start < 0 ? found : firstReadable(JsonObjectScan.of(text.substring(start), SCORE));
    }

    private static Optional<JsonNode> firstReadable(JsonObjectScan scan) {
        for (String candidate : scan.candidates()) {
            try {
                JsonNode node = LENIENT.readTree(candidate);
                if (node.has(SCORE)) {
                    return Optional.of(node);
                }
            } catch (JsonProcessingException e) {
                // balanced, but not JSON: an earlier object may be, and none at all is reported by the caller
                continue;
            }
        }
        return Optional.empty();
    }

    private static boolean looksCut(String content) {
        String answer = ThinkBlocks.drop(content);
        return JsonObjectScan.of(answer, SCORE).endsInsideObject() || answer.isBlank();
    }

    private static RemoteServiceException failure(String fault, String content) {
        return new UnusableAnswerException(200, "nemotron: the answer " + fault + ": " + excerpt(content), content);
    }

    private static String excerpt(String content) {
        return OutsideText.quote(content, EXCERPT);
    }
}
