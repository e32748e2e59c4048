package routes.queue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/** Names of consumers in a group. */
final class ConsumerName {

    private ConsumerName() {
    }

    /** Tells an operator where the consumer runs, and is never used twice. */
    static String unique() {
        return host() + "-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }
}
