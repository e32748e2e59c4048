package routes.remote;

/** What a remote service is called for, so that the log can name it. */
public interface RemoteWork {

    /** For people, on one line: {@code image /cameras/door/1.jpg of camera door}, {@code batch batch-1 of camera door}. */
    String label();
}
