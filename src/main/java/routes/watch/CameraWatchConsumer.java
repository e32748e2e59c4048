package routes.watch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.file.watch.FileWatchConstants;
import org.apache.camel.component.file.watch.FileWatchEndpoint;
import org.apache.camel.support.DefaultConsumer;

/**
 * Turns native file events into exchanges, for {@link CameraWatchComponent}. It differs from the consumer of camel-file-watch 4.17 where that one
 * loses files without a word:
 * <ul>
 * <li>whenever events may have been lost (before the start, in an overflow or error of the watcher, in a full queue) it sends an exchange with no body
 * and the header {@code CamelFileEventType} = {@value #SWEEP_NEEDED}, so that a route can look for the files itself;</li>
 * <li>a watcher that cannot start (the system's limit of inotify watches) or whose folder was removed, replaced or mounted over is reported and
 * started again within {@value FolderWatch#CHECK_SECONDS} s or twice that;</li>
 * <li>the folder itself may be a symbolic link;</li>
 * <li>events of one path that wait are one exchange, and at most {@code queueSize} paths wait, 10,000 when the option is not set;</li>
 * <li>the body is a {@link Path}, which, unlike a File, keeps names that are not valid in the locale's encoding.</li>
 * </ul>
 * CREATE and MODIFY are not told apart (the header is {@value #CHANGED}), DELETE is left out. Options that count: path, autoCreate,
 * concurrentConsumers, queueSize.
 */
final class CameraWatchConsumer extends DefaultConsumer {

    static final String SWEEP_NEEDED = "SWEEP_NEEDED";
    static final String CHANGED = "CHANGED";

    private static final int DEFAULT_CAPACITY = 10_000;
    private static final int POLL_MILLIS = 250;

    private final FileWatchEndpoint endpoint;
    private final Path folder;
    private PendingPaths pending;
    private FolderWatch watch;
    private ExecutorService threads;
    private volatile boolean running;

    CameraWatchConsumer(FileWatchEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.folder = Path.of(endpoint.getPath()).toAbsolutePath().normalize();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (endpoint.isAutoCreate() && !Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
        int size = endpoint.getQueueSize();
        pending = new PendingPaths(size > 0 && size < Integer.MAX_VALUE ? size : DEFAULT_CAPACITY);
        int consumers = endpoint.getConcurrentConsumers();
        threads = endpoint.getCamelContext().getExecutorServiceManager().newFixedThreadPool(this, "CameraWatch", consumers + 2);
        watch = new FolderWatch(folder, pending, threads);
        running = true;
        threads.execute(watch);
        for (int i = 0; i < consumers; i++) {
            threads.execute(this::consume);
        }
    }

    @Override
    protected void doStop() throws Exception {
        running = false;
        if (threads != null) {
            watch.close();
            endpoint.getCamelContext().getExecutorServiceManager().shutdownGraceful(threads);
            threads = null;
        }
        super.doStop();
    }

    @Override
    protected void doSuspend() throws Exception {
        doStop();
    }

    @Override
    protected void doResume() throws Exception {
        doStart();
    }

    private void consume() {
        try {
            while (running) {
                Path path = pending.take(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (path != null) {
                    try {
                        process(path);
                    } finally {
                        pending.done(path);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void process(Path path) {
        boolean lost = path == PendingPaths.LOST;
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setHeader(FileWatchConstants.EVENT_TYPE_HEADER, lost ? SWEEP_NEEDED : CHANGED);
            exchange.getMessage().setBody(lost ? null : path);
            getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        if (exchange.getException() != null) {
            getExceptionHandler().handleException("A file event was not processed, the next sweep looks at it again: " + Printable.of(path),
                    exchange, exchange.getException());
        }
        releaseExchange(exchange, false);
    }
}
