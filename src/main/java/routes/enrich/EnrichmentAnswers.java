package routes.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import routes.analyze.Finding;
import routes.remote.AnswerJson;
import routes.remote.Answers;
import routes.remote.ErrorCategory;
import routes.remote.RemoteServiceException;

/**
 * Reads the answers of the enrichment services (section 1.2 of the wire contract): only the fields of the contract are kept, each checked.
 * Used inside the breakers of {@code 40-enrich.camel.yaml}. Stateless.
 */
public final class EnrichmentAnswers {

    private static final int SHORT = 80;
    private static final int LONG = 1_000;
    /** How far from 1 the length of a vector may be that is called normalised. */
    private static final double NORM_TOLERANCE = 0.05;
    private static final Set<String> POSTURES = Set.of("standing", "walking", "running", "sitting", "crouching", "lying_down", "unknown");

    /**
     * @param body of an answer with status 2xx
     * @throws RemoteServiceException parse_error when it is not the answer of that service, validation_error when a value is out of range
     */
    public CallOutcome read(String body, EnrichmentRequest request) throws RemoteServiceException {
        JsonNode answer = tree(body, request.service());
        AnswerFields fields = new AnswerFields(request.service(), answer);
        switch (request.kind()) {
            case CAPTION -> fields.requiredText("result", LONG);
            case OCR -> fields.requiredText("text", LONG);
            case VEHICLE -> fields.requiredText("vehicle_type", SHORT).texts(SHORT, "display_name").confidence().flags("is_commercial");
            case PET -> fields.requiredText("pet_type", SHORT).texts(SHORT, "breed").confidence().flags("is_household_pet");
            case CLOTHING -> fields.requiredText("clothing_type", SHORT).texts(SHORT, "color", "style", "top_category").texts(LONG, "description")
                    .confidence().flags("is_suspicious", "is_service_uniform");
            case DEPTH -> fields.numbers("min_depth", "max_depth", "mean_depth");
            case POSE -> requirePosture(fields.requiredText("posture", SHORT).words("alerts"));
            case EMBEDDING -> {
                return CallOutcome.answered(request, embedding(answer.path("embedding"), fields));
            }
            default -> throw new IllegalArgumentException("no service answers to " + request.kind());
        }
        return CallOutcome.answered(request, new Finding(request.service(), request.kind(), request.detectionId(), fields.kept()));
    }

    private static JsonNode tree(String body, String service) throws RemoteServiceException {
        JsonNode answer = null;
        JsonProcessingException cause = null;
        try {
            answer = AnswerJson.readWithNan(body);
        } catch (JsonProcessingException e) {
            cause = e;
        }
        if (answer == null || !answer.isObject()) {
            throw new RemoteServiceException(service, ErrorCategory.PARSE_ERROR, 200, null,
                    "%s: answer is not a JSON object: %s".formatted(service, Answers.excerpt(body)), cause);
        }
        return answer;
    }

    private static void requirePosture(AnswerFields fields) throws RemoteServiceException {
        if (!POSTURES.contains(fields.kept().path("posture").textValue())) {
            throw fields.failure(ErrorCategory.VALIDATION_ERROR, "has a posture that nobody knows");
        }
    }

    private static Embedding embedding(JsonNode list, AnswerFields fields) throws RemoteServiceException {
        if (!list.isArray()) {
            throw fields.failure(ErrorCategory.PARSE_ERROR, "has no embedding");
        }
        if (list.size() != Embedding.DIMENSIONS) {
            throw fields.failure(ErrorCategory.VALIDATION_ERROR, "has an embedding of " + list.size() + " dimensions");
        }
        double[] vector = new double[list.size()];
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = list.get(i).isNumber() ? list.get(i).doubleValue() : Double.NaN;
            squares += vector[i] * vector[i];
        }
        if (!(Math.abs(Math.sqrt(squares) - 1) <= NORM_TOLERANCE)) {
            throw fields.failure(ErrorCategory.VALIDATION_ERROR, "has an embedding that is not finite and of length 1");
        }
        return Embedding.of(vector);
    }
}
