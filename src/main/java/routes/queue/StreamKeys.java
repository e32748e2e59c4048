package routes.queue;

/**
 * Redis keys of one queue.
 *
 * @param queue       the stream's name without prefix, as logs, metrics and dead letters call it
 * @param stream      holds the jobs
 * @param deadLetter  stream of jobs that were given up
 * @param firstFailed hash from group and message id to the time of the first failure, only for entries that failed
 */
record StreamKeys(String queue, String stream, String deadLetter, String firstFailed) {

    static StreamKeys of(String prefix, String queue, String deadLetterStream) {
        String deadLetter = deadLetterStream == null ? "dlq:" + queue : deadLetterStream;
        return new StreamKeys(queue, prefix + queue, prefix + deadLetter, prefix + queue + ":first_failed");
    }
}
