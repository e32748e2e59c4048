package routes.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.util.List;

/**
 * PostgreSQL refuses to run as root. Inside a user namespace of its own, root is an ordinary user to it and keeps the
 * access to root's files.
 */
final class UserNamespace {

    private static final List<String> UNSHARE = List.of("unshare", "-U");

    private UserNamespace() {
    }

    /**
     * What to put in front of PostgreSQL's commands: nothing for an ordinary user.
     *
     * @throws EmbeddedServerException when this is root and there is no way to hide it
     */
    static List<String> prefix() throws EmbeddedServerException {
        if (new UnixSystem().getUid() != 0) {
            return List.of();
        }
        String user;
        try {
            // initdb needs a user with a name, too
            user = new Tool(List.of("unshare", "-U", "id", "-un")).answer();
        } catch (IOException e) {
            throw refused(e);
        }
        if (user.isEmpty() || user.equals("root")) {
            throw refused(null);
        }
        return UNSHARE;
    }

    private static EmbeddedServerException refused(IOException cause) {
        return new EmbeddedServerException("The embedded PostgreSQL does not run as root, and this system offers no user "
                + "namespace to hide root in (`unshare -U id` fails). Run Hearthwatch as an ordinary user that owns "
                + "DATA_DIR, or set DATABASE_URL to a PostgreSQL server.", cause);
    }
}
