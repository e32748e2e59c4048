package routes.flow;

import static routes.flow.ScriptedService.json;

import java.util.List;
import routes.config.Json;

/** The faults of a server that speaks llama.cpp's own completion. */
class CompletionFaultsIT extends ModelFaults {

    @Override
    String dialect() {
        return "completion";
    }

    @Override
    String body(String text, boolean cut) {
        return Json.mapper().createObjectNode().put("content", text).put("stop", true).put("stop_type", cut ? "limit" : "eos").toString();
    }

    @Override
    List<Fault> ownFaults() {
        return List.of(new Fault("no content", json("{\"stop\":true}"), "parse_error", 2),
                new Fault("content a number", json("{\"content\":72,\"stop\":true}"), "parse_error", 2),
                new Fault("content a list", json("{\"content\":[\"a\"],\"stop\":true}"), "parse_error", 2));
    }
}
