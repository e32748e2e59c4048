package routes.detect;

/**
 * How long the first stages took for one image, in milliseconds: the start of an event's {@code timings}.
 *
 * @param watched  from the modification of the file until it was seen complete
 * @param queued   until a worker took it from the queue
 * @param detected until its detections were about to be stored
 */
public record StageTimings(long watched, long queued, long detected) {
}
