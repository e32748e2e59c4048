package routes.api;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks one dependency whether it answers, never twice at a time: one that hangs costs one thread however long it hangs. Thread-safe. */
final class DependencyProbe {

    private static final int PATIENCE_SECONDS = 2;

    private final Callable<?> question;
    private final Executor executor;
    private CompletableFuture<String> pending;

    /** @param question throws when the dependency does not answer well */
    DependencyProbe(Callable<?> question, Executor executor) {
        this.question = question;
        this.executor = executor;
    }

    /** Completes with {@code ok} or the reason, at the latest after 2 s. */
    synchronized CompletableFuture<String> ask() {
        if (pending == null || pending.isDone()) {
            pending = CompletableFuture.supplyAsync(() -> {
                try {
                    question.call();
                    return ReadinessReport.OK;
                } catch (Exception e) {
                    return reason(e);
                }
            }, executor);
        }
        return pending.copy().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).exceptionally(DependencyProbe::reason);
    }

    // addresses and credentials may be part of a message: only the kind of failure is told
    private static String reason(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof TimeoutException ? "does not answer" : "unavailable (" + cause.getClass().getSimpleName() + ")";
    }
}
