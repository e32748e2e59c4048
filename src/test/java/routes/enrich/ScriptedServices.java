package routes.enrich;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import routes.testing.NoDelaySockets;

/** Florence-2, CLIP and the enrichment service on one real HTTP server that answers as the contract says, or as a test says. */
final class ScriptedServices implements AutoCloseable {

    private final MockWebServer server = new MockWebServer();
    private final Map<String, Supplier<MockResponse>> answers = new ConcurrentHashMap<>();
    private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();

    ScriptedServices() throws IOException {
        says("/florence/extract", "{\"result\":\"A person at a door\",\"prompt_used\":\"<CAPTION>\",\"inference_time_ms\":12.5}");
        says("/florence/ocr", "{\"text\":\"B MW 1234\",\"inference_time_ms\":9}");
        says("/clip/embed", embedding(0));
        says("/enrichment/vehicle-classify", "{\"vehicle_type\":\"van\",\"display_name\":\"Delivery van\",\"confidence\":0.9,\"is_commercial\":true,\"all_scores\":{\"van\":0.9}}");
        says("/enrichment/pet-classify", "{\"pet_type\":\"dog\",\"breed\":\"beagle\",\"confidence\":0.8,\"is_household_pet\":true}");
        says("/enrichment/clothing-classify", "{\"clothing_type\":\"hoodie\",\"color\":\"black\",\"style\":\"casual\",\"confidence\":0.7,\"top_category\":\"casual\","
                + "\"description\":\"black hoodie\",\"is_suspicious\":false,\"is_service_uniform\":false}");
        says("/enrichment/pose-analyze", "{\"keypoints\":[{\"name\":\"nose\",\"x\":1,\"y\":2,\"confidence\":0.9}],\"posture\":\"crouching\",\"alerts\":[\"hands_raised\"]}");
        says("/enrichment/depth-estimate", "{\"depth_map_base64\":\"AAAA\",\"min_depth\":0.5,\"max_depth\":9,\"mean_depth\":4.25}");
        server.setServerSocketFactory(new NoDelaySockets());
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                requests.add(request);
                return answers.getOrDefault(request.getTarget(), () -> new MockResponse.Builder().code(404).build()).get();
            }
        });
        server.start();
    }

    /** A vector of length 1 whose direction depends on the seed. */
    static String embedding(int axis) {
        return "{\"embedding\":[" + IntStream.range(0, 768).mapToObj(i -> i == axis ? "1.0" : "0.0").collect(Collectors.joining(",")) + "]}";
    }

    void says(String target, String json) {
        answers(target, () -> new MockResponse.Builder().code(200).addHeader("Content-Type", "application/json").body(json).build());
    }

    void answers(String target, Supplier<MockResponse> answer) {
        answers.put(target, answer);
    }

    Supplier<MockResponse> answer(String target) {
        return answers.get(target);
    }

    void allOf(String service, Supplier<MockResponse> answer) {
        answers.keySet().stream().filter(target -> target.startsWith("/" + service + "/")).forEach(target -> answers.put(target, answer));
    }

    String url(String service) {
        return server.url("/" + service).toString();
    }

    List<RecordedRequest> requests(String target) {
        return requests.stream().filter(request -> request.getTarget().startsWith(target)).toList();
    }

    List<String> targets() {
        return requests.stream().map(RecordedRequest::getTarget).toList();
    }

    @Override
    public void close() {
        server.close();
    }
}
