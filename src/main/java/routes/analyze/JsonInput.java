package routes.analyze;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import routes.config.Json;
import routes.remote.InvalidJobException;

/** Reads a queued document into its record and turns every fault into one {@link InvalidJobException}. */
final class JsonInput {

    private JsonInput() {
    }

    static <T> T read(String json, Class<T> type, String what) {
        try {
            T value = json == null ? null : Json.mapper().readValue(json, type);
            if (value == null) {
                throw new InvalidJobException(what + " is empty");
            }
            return value;
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof InvalidJobException invalid) {
                throw invalid;
            }
            throw new InvalidJobException(what + " is invalid at " + path(e) + ": "
                    + OutsideText.line(e.getOriginalMessage(), 200), e);
        } catch (JsonProcessingException e) {
            throw new InvalidJobException(what + " is not JSON: " + OutsideText.line(e.getOriginalMessage(), 200), e);
        }
    }

    private static String path(JsonMappingException e) {
        var path = new StringBuilder("$");
        for (JsonMappingException.Reference step : e.getPath()) {
            path.append(step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
        }
        return OutsideText.line(path.toString(), 100);
    }
}
