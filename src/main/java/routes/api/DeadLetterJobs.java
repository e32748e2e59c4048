package routes.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.redisson.api.RedissonClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Json;
import routes.detect.DetectionJob;
import routes.detect.DetectionJobs;
import routes.queue.DeadLetter;
import routes.queue.DeadLetters;
import routes.remote.InvalidJobException;

/** What operators do with jobs that were given up: {@code /api/dlq}, for the routes of {@code 80-api.camel.yaml}. Thread-safe. */
public final class DeadLetterJobs {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterJobs.class);

    private final DeadLetters deadLetters;
    private final DetectionJobs detectionJobs;

    /** @param keyPrefix {@code REDIS_KEY_PREFIX} */
    public DeadLetterJobs(RedissonClient redisson, String keyPrefix, DetectionJobs detectionJobs) {
        this.deadLetters = new DeadLetters(redisson, keyPrefix);
        this.detectionJobs = detectionJobs;
    }

    /** How many there are, by queue. */
    public String stats() {
        ObjectNode answer = Json.mapper().createObjectNode();
        ArrayNode queues = answer.putArray("queues");
        long total = 0;
        for (String queue : JobQueues.names()) {
            long count = deadLetters.count(queue);
            queues.addObject().put("queue", queue).put("count", count);
            total += count;
        }
        return answer.put("total", total).toString();
    }

    /** Oldest first. */
    public String page(ApiRequest request) {
        int limit = ((Long) request.required("limit")).intValue();
        DeadLetters.Page page = page(request, limit);
        ObjectNode answer = Json.mapper().createObjectNode();
        ArrayNode items = answer.putArray("items");
        for (DeadLetter letter : page.items()) {
            ObjectNode item = items.addObject().put("id", letter.id());
            item.setAll((ObjectNode) Json.mapper().valueToTree(letter.entry()));
            // classes and lines of this program are nobody's business outside; they are in Redis and in the log
            item.remove("stack_trace");
        }
        answer.putObject("pagination").put("limit", limit).put("next_cursor", page.nextCursor()).put("has_more", page.nextCursor() != null)
                .put("total", deadLetters.count(queue(request))).put("total_is_exact", true);
        return answer.toString();
    }

    /**
     * Puts one job back ({@code id}) or all of them ({@code all=true}).
     *
     * @throws ApiException 400 for neither or both, 404 when there is no such job
     */
    public String requeue(ApiRequest request) {
        boolean all = request.flag("all").orElse(false);
        if (all == request.text("id").isPresent()) {
            throw ApiException.invalid("id", "either id or all=true must be given");
        }
        long moved = all ? deadLetters.requeueAll(queue(request)) : 1;
        if (!all && !deadLetters.requeue(queue(request), request.text("id").get())) {
            throw missing();
        }
        return Json.mapper().createObjectNode().put("requeued", moved).toString();
    }

    /**
     * The picture of a job that is about to be deleted.
     *
     * @return null when the job is not one of {@code detection_queue}, or nothing that such a job could be: no sweep would find its picture
     * @throws ApiException 404 when there is no such job
     */
    public DetectionJob picture(ApiRequest request) {
        DeadLetter letter = deadLetters.find(queue(request), (String) request.required("id")).orElseThrow(DeadLetterJobs::missing);
        if (!queue(request).equals("detection_queue")) {
            return null;
        }
        try {
            return detectionJobs.read(String.valueOf(letter.entry().originalJob()));
        } catch (InvalidJobException e) {
            LOG.debug("dead letter {} of detection_queue names no picture of a camera", letter.id(), e);
            return null;
        }
    }

    /** @throws ApiException 404 when there is no such job */
    public void delete(ApiRequest request) {
        if (!deadLetters.delete(queue(request), (String) request.required("id"))) {
            throw missing();
        }
    }

    private DeadLetters.Page page(ApiRequest request, int limit) {
        try {
            return deadLetters.list(queue(request), request.text("cursor").orElse(null), limit);
        } catch (IllegalArgumentException e) {
            throw Cursor.foreign();
        }
    }

    private static String queue(ApiRequest request) {
        return (String) request.required("queue");
    }

    private static ApiException missing() {
        return new ApiException(404, "DEAD_LETTER_NOT_FOUND", "There is no such dead letter");
    }
}
