package routes.batch;

/**
 * A batch on its way to the analysis queue.
 *
 * @param completedBy what closed it in the aggregator's words: {@code timeout}, {@code predicate}, {@code force}
 */
record ClosedBatch(Batch batch, String completedBy) {
}
