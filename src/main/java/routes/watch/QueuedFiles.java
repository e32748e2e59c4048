package routes.watch;

import java.util.function.Consumer;

/** The files that wait in the detection queue, or ended in its dead-letter queue: a sweep must not queue them again. */
public interface QueuedFiles {

    /**
     * Calls back with the absolute path of each file, in no particular order, possibly more than once for one path.
     * What is queued while this runs may be left out.
     */
    void forEach(Consumer<String> path);
}
