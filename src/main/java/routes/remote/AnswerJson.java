package routes.remote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Reads the JSON of remote services. Bounded in depth and in number of values, because 4 MB of {@code [],[],...} are more than 100 MB of
 * objects; an answer that says something twice, or goes on after its end, is none. Immutable and thread-safe.
 */
public final class AnswerJson {

    /** What the service may write and what nobody needs more of. */
    public static final StreamReadConstraints LIMITS = StreamReadConstraints.builder().maxNestingDepth(100).maxTokenCount(100_000).build();

    private static final ObjectReader STRICT = new JsonMapper(JsonFactory.builder().streamReadConstraints(LIMITS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final ObjectReader WITH_NAN = STRICT.with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS);

    private AnswerJson() {
    }

    /**
     * @param body may be null
     * @return a missing node for nothing at all
     * @throws JsonProcessingException when it is not JSON, or breaks a limit
     */
    public static JsonNode read(String body) throws JsonProcessingException {
        return STRICT.readTree(body == null ? "" : body);
    }

    /** As {@link #read}, and NaN and the infinities are numbers, so that they can be told from an answer that is no JSON. */
    public static JsonNode readWithNan(String body) throws JsonProcessingException {
        return WITH_NAN.readTree(body == null ? "" : body);
    }
}
