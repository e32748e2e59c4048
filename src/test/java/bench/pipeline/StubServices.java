package bench.pipeline;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A detector and a language model that answer at once, as a process of their own. Each picture holds one object, whose box says the number
 * in the picture's name, so that whoever hears of the detection knows the picture: a car, or a certain person when the name says so.
 */
public final class StubServices {

    static final int ROW = 1_800;
    private static final Pattern NAME = Pattern.compile("filename=\"(car|person)-(\\d+)\\.jpg\"");
    private static final String VERDICT = "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":"
            + "\"{\\\"risk_score\\\":20,\\\"risk_level\\\":\\\"low\\\",\\\"summary\\\":\\\"A car passes.\\\",\\\"reasoning\\\":\\\"Nothing unusual.\\\"}\"}}],"
            + "\"usage\":{\"prompt_tokens\":700,\"completion_tokens\":40}}";

    private StubServices() {
    }

    public static void main(String[] args) {
        Vertx.vertx().createHttpServer(new HttpServerOptions().setTcpNoDelay(true)).requestHandler(StubServices::answer)
                .listen(0, "127.0.0.1")
                .onSuccess(server -> System.out.println("listening on " + server.actualPort() + "."))
                .onFailure(failure -> System.exit(1));
    }

    private static void answer(HttpServerRequest request) {
        if (!request.path().equals("/detect")) {
            request.endHandler(end -> reply(request, VERDICT));
            return;
        }
        StringBuilder answer = new StringBuilder();
        request.handler(part -> {
            if (answer.length() == 0) {
                answer.append(detection(part));
            }
        });
        request.endHandler(end -> reply(request, answer.toString()));
    }

    private static String detection(Buffer start) {
        Matcher name = NAME.matcher(start.getString(0, Math.min(start.length(), 1_024), StandardCharsets.ISO_8859_1.name()));
        if (!name.find()) {
            return "{\"detections\":[]}";
        }
        int number = Integer.parseInt(name.group(2));
        return "{\"detections\":[{\"class\":\"" + name.group(1) + "\",\"confidence\":" + (name.group(1).equals("car") ? 0.87 : 0.95)
                + ",\"bbox\":{\"x\":" + number % ROW + ",\"y\":" + number / ROW + ",\"width\":40,\"height\":60}}],"
                + "\"inference_time_ms\":0.1,\"image_width\":1920,\"image_height\":1080}";
    }

    private static void reply(HttpServerRequest request, String json) {
        request.response().putHeader("Content-Type", "application/json").end(json);
    }
}
