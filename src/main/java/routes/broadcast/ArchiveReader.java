package routes.broadcast;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.impl.ContextInternal;
import java.util.List;
import java.util.concurrent.Callable;

/** Reads the archive for one client: queries on the worker threads, which all replays share, answers on its event loop. */
record ArchiveReader(OutboxArchive archive, WorkerExecutor workers, ContextInternal context) implements Replay.Source {

    @Override
    public Future<OutboxArchive.Span> span(long after, long until) {
        return read(() -> archive.span(after, until));
    }

    @Override
    public Future<List<BroadcastMessage>> page(long after, long until, int limit) {
        return read(() -> archive.page(after, until, limit));
    }

    private <T> Future<T> read(Callable<T> query) {
        Promise<T> answer = context.promise();
        workers.executeBlocking(query, false).onComplete(answer);
        return answer.future();
    }
}
