package routes.flow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import mockwebserver3.MockResponse;
import routes.config.Json;

/** Answers of a language model. */
final class Llm {

    private Llm() {
    }

    static String verdict(int score) {
        return """
                {"risk_score":%d,"risk_level":"low","summary":"A person at the door.","reasoning":"Somebody came at noon.",
                 "risk_factors":[{"factor_name":"daytime","contribution":-5.0,"description":"It is noon."}],
                 "entities":[{"type":"person","description":"adult","threat_level":"low"}],
                 "flags":[{"type":"loitering","description":"stays","severity":"warning"}],"recommended_action":"Review camera footage",
                 "confidence_factors":{"detection_quality":"good","weather_impact":"none","enrichment_coverage":"minimal"}}""".formatted(score);
    }

    static MockResponse chat(String content) {
        return chat(content, "stop");
    }

    static MockResponse chat(String content, String finishReason) {
        return ScriptedService.json(chatBody(content, finishReason));
    }

    static String chatBody(String content, String finishReason) {
        ObjectNode answer = Json.mapper().createObjectNode();
        ObjectNode choice = answer.putArray("choices").addObject().put("index", 0).put("finish_reason", finishReason);
        choice.putObject("message").put("role", "assistant").put("content", content);
        answer.putObject("usage").put("prompt_tokens", 700).put("completion_tokens", 200);
        return answer.toString();
    }

    static MockResponse completion(String content) {
        return ScriptedService.json(Json.mapper().createObjectNode().put("content", content).put("stop", true).toString());
    }
}
