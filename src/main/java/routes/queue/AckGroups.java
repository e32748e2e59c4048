package routes.queue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Sends acknowledgements that come while one is under way together, in the next round trip: alone each goes at once, under load many cost as
 * much as one. Thread-safe.
 */
final class AckGroups {

    private static final int MOST_TOGETHER = 500;

    private final Function<List<String>, CompletionStage<List<Object>>> send;
    private final Map<String, CompletableFuture<Long>> waiting = new LinkedHashMap<>();
    private boolean underWay;

    /** @param send takes ids and answers with a number for each, in their order */
    AckGroups(Function<List<String>, CompletionStage<List<Object>>> send) {
        this.send = send;
    }

    /** Completes as the command for this id does; exceptionally when the command for its group failed. */
    CompletionStage<Long> ack(String id) {
        CompletableFuture<Long> done;
        synchronized (this) {
            done = waiting.computeIfAbsent(id, key -> new CompletableFuture<>());
            if (underWay) {
                return done;
            }
            underWay = true;
        }
        sendNext();
        return done;
    }

    private void sendNext() {
        Map<String, CompletableFuture<Long>> group = nextGroup();
        if (group.isEmpty()) {
            return;
        }
        answer(group).whenComplete((answers, failure) -> {
            // the next ones first: what is told here may take long
            sendNext();
            int i = 0;
            for (CompletableFuture<Long> done : group.values()) {
                if (failure != null) {
                    done.completeExceptionally(failure);
                } else {
                    done.complete(Long.valueOf(answers.get(i++).toString()));
                }
            }
        });
    }

    private CompletionStage<List<Object>> answer(Map<String, CompletableFuture<Long>> group) {
        try {
            return send.apply(List.copyOf(group.keySet()));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized Map<String, CompletableFuture<Long>> nextGroup() {
        Map<String, CompletableFuture<Long>> group = new LinkedHashMap<>();
        for (String id : new ArrayList<>(waiting.keySet()).subList(0, Math.min(MOST_TOGETHER, waiting.size()))) {
            group.put(id, waiting.remove(id));
        }
        underWay = !group.isEmpty();
        return group;
    }
}
