package routes.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of the embedded PostgreSQL: {@code <DATA_DIR>/postgres} and its password beside it. Not thread-safe. */
final class PostgresCluster {

    static final String USER = "hearthwatch";

    private static final Logger LOG = LoggerFactory.getLogger(PostgresCluster.class);
    private static final String UNFINISHED = "postgres.new";

    private final DataDirectory directory;
    private final Path path;
    private final Path passwordFile;

    PostgresCluster(DataDirectory directory) {
        this.directory = directory;
        this.path = directory.resolve("postgres");
        this.passwordFile = directory.resolve("postgres.password");
    }

    Path path() {
        return path;
    }

    String password() throws IOException {
        return Files.readString(passwordFile).strip();
    }

    /** Makes the cluster, or checks that the one that is there is fit for these tools and this user. */
    void prepare(PostgresTools tools) throws IOException, EmbeddedServerException {
        removeUnfinished();
        if (Files.exists(path)) {
            requireUsable(tools.majorVersion());
        } else {
            initialise(tools);
        }
    }

    private void requireUsable(String needed) throws IOException, EmbeddedServerException {
        directory.requireOwnership(path);
        String found = Files.readString(path.resolve("PG_VERSION")).strip();
        if (!found.equals(needed)) {
            throw new EmbeddedServerException(path + " was written by PostgreSQL " + found + ", this Hearthwatch brings " + needed
                    + ". Move the data over with pg_dump of version " + found + ", set DATABASE_URL to a PostgreSQL " + found
                    + ", or move " + path + " away to begin anew.");
        }
        if (!Files.exists(passwordFile)) {
            throw new EmbeddedServerException(passwordFile + " is missing, and without it nobody can log in to the database in "
                    + path + ". Restore the file, or move " + path + " away to begin anew.");
        }
    }

    /**
     * The cluster gets its name when it is complete: a kill meanwhile leaves no half cluster. Each attempt has a directory of
     * its own, because the initdb of a killed process goes on for a second.
     */
    private void initialise(PostgresTools tools) throws IOException {
        Path unfinished = Files.createTempDirectory(directory.root(), UNFINISHED);
        Secret.write(passwordFile, Secret.random() + "\n");
        tools.initialise(unfinished, USER, passwordFile);
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel parent = FileChannel.open(directory.root())) {
            parent.force(true);
        }
    }

    private void removeUnfinished() throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory.root(), UNFINISHED + "*")) {
            for (Path leftover : leftovers) {
                BinaryStore.deleteTree(leftover);
            }
        } catch (DirectoryIteratorException | UncheckedIOException | FileSystemException e) {
            LOG.warn("Embedded PostgreSQL: what a killed initdb left in {} cannot be removed yet ({}), the next start tries again",
                    directory.root(), e.toString());
        }
    }
}
