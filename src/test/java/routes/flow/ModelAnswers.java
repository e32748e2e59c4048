package routes.flow;

import static routes.flow.ScriptedService.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import routes.config.Json;

/** What a language model answers in the dialect chat. */
final class ModelAnswers {

    private ModelAnswers() {
    }

    static MockResponse verdict(int score) {
        return json(body(verdictText(score), "stop"));
    }

    static MockResponse slow(int score, long millis) {
        return json(200, body(verdictText(score), "stop")).headersDelay(millis, TimeUnit.MILLISECONDS).build();
    }

    static MockResponse says(String content, String finishReason) {
        return json(body(content, finishReason));
    }

    static String verdictText(int score) {
        return "{\"risk_score\":" + score + ",\"risk_level\":\"low\",\"summary\":\"A van at the door\",\"reasoning\":\"It stands there.\"}";
    }

    static String body(String content, String finishReason) {
        ObjectNode answer = Json.mapper().createObjectNode();
        answer.putArray("choices").addObject().put("finish_reason", finishReason).putObject("message").put("role", "assistant").put("content", content);
        answer.putObject("usage").put("prompt_tokens", 700).put("completion_tokens", 60);
        return answer.toString();
    }
}
