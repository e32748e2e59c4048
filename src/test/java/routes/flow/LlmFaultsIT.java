package routes.flow;

import static routes.flow.ScriptedService.json;

import java.util.List;

/** The faults of a server that speaks chat completions. */
class LlmFaultsIT extends ModelFaults {

    @Override
    String dialect() {
        return "chat";
    }

    @Override
    String body(String text, boolean cut) {
        return Llm.chatBody(text, cut ? "length" : "stop");
    }

    @Override
    List<Fault> ownFaults() {
        return List.of(new Fault("no choices", json("{\"choices\":[]}"), "parse_error", 2),
                new Fault("choices a text", json("{\"choices\":\"none\"}"), "parse_error", 2),
                new Fault("message a number", json("{\"choices\":[{\"message\":7}]}"), "parse_error", 2),
                new Fault("content an object", json("{\"choices\":[{\"message\":{\"content\":{\"risk_score\":72}}}]}"), "parse_error", 2));
    }
}
