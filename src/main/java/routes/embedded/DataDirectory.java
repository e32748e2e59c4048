package routes.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;

/**
 * {@code DATA_DIR}, held by this process alone. As long as it is open no other process can open it, so whatever
 * server is found running in it was left behind by a process that is gone and may be stopped. The operating system
 * drops the lock when the process dies, however it dies.
 *
 * <p>Thread-safe after construction. Closing gives the directory back; close the servers in it first.
 */
public final class DataDirectory implements AutoCloseable {

    private static final long LITTLE_SPACE_MEGABYTES = 200;

    private final Path root;
    private final Path ownerFile;
    private final FileChannel lock;
    private final UserPrincipal user;

    private DataDirectory(Path root, Path ownerFile, FileChannel lock, UserPrincipal user) {
        this.root = root;
        this.ownerFile = ownerFile;
        this.lock = lock;
        this.user = user;
    }

    /**
     * Creates the directory when it is missing and locks it.
     *
     * @throws EmbeddedServerException when another process holds it, or it cannot be created or written
     */
    public static DataDirectory open(Path path) throws EmbeddedServerException {
        try {
            Files.createDirectories(path);
            return lock(path.toRealPath());
        } catch (FileSystemException e) {
            throw new EmbeddedServerException("DATA_DIR " + path + " cannot be used by user "
                    + System.getProperty("user.name") + ": " + e
                    + ". Give it to that user or set DATA_DIR to another directory.", e);
        } catch (IOException e) {
            throw new EmbeddedServerException("DATA_DIR " + path + " cannot be written and locked: " + e.getMessage() + "."
                    + spaceHint(path) + " Set DATA_DIR to a directory on a local disk with room.", e);
        }
    }

    private static DataDirectory lock(Path root) throws IOException, EmbeddedServerException {
        Path ownerFile = root.resolve("hearthwatch.pid");
        // asked before the lock file is touched: closing any channel of it drops the lock this process may hold (POSIX)
        if (thisProcess().equals(read(ownerFile))) {
            throw inUse(root, ownerFile, null);
        }
        FileChannel channel = FileChannel.open(root.resolve("hearthwatch.lock"),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw inUse(root, ownerFile, null);
            }
            // deleted first: the new file then belongs to the user we run as
            Files.deleteIfExists(ownerFile);
            Files.writeString(ownerFile, thisProcess());
            return new DataDirectory(root, ownerFile, channel, Files.getOwner(ownerFile));
        } catch (OverlappingFileLockException e) {
            // the channel stays open: closing it would drop the lock of the other one in this process
            throw inUse(root, ownerFile, e);
        } catch (IOException | EmbeddedServerException e) {
            channel.close();
            throw e;
        }
    }

    private static EmbeddedServerException inUse(Path root, Path ownerFile, Throwable cause) throws IOException {
        String owner = read(ownerFile).split(" ")[0];
        return new EmbeddedServerException("DATA_DIR " + root + " is in use by another running Hearthwatch"
                + (owner.isEmpty() ? "" : " (process " + owner + ")")
                + ". Stop that one, or set DATA_DIR to a directory of its own for this one.", cause);
    }

    /** The start time tells this process from an earlier one with its pid: in a container the pid is always the same. */
    private static String thisProcess() {
        ProcessHandle self = ProcessHandle.current();
        return self.pid() + " " + self.info().startInstant().map(Instant::toString).orElse("");
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }

    /** Real absolute path. */
    public Path root() {
        return root;
    }

    Path resolve(String name) {
        return root.resolve(name);
    }

    BinaryStore binaries() {
        return new BinaryStore(root.resolve("bin"));
    }

    LogFile log(String server) throws IOException {
        return new LogFile(Files.createDirectories(root.resolve("log")).resolve(server + ".log"));
    }

    /** @throws EmbeddedServerException when the file was made by another user, whose server would refuse ours */
    void requireOwnership(Path file) throws IOException, EmbeddedServerException {
        UserPrincipal owner = Files.getOwner(file);
        if (!owner.equals(user)) {
            throw new EmbeddedServerException(file + " belongs to user " + owner.getName() + ", but Hearthwatch runs as "
                    + user.getName() + ". Run it as " + owner.getName() + ", or set DATA_DIR to another directory.");
        }
    }

    /**
     * @param server   name and place, as in "PostgreSQL in /data/postgres"
     * @param variable setting that makes the embedded server unnecessary
     */
    EmbeddedServerException startFailure(String server, String variable, IOException cause) {
        return new EmbeddedServerException("The embedded " + server + " did not start." + spaceHint(root) + " " + cause.getMessage()
                + "\nSet " + variable + " to use another server.", cause);
    }

    /** Servers seldom say that the disk is full in words an operator recognises. */
    private static String spaceHint(Path path) {
        long megabytes = path.toFile().getUsableSpace() / (1024 * 1024);
        return megabytes < LITTLE_SPACE_MEGABYTES ? " Only " + megabytes + " MB are free on its disk." : "";
    }

    /** Gives the directory back. */
    @Override
    public void close() throws EmbeddedServerException {
        try {
            Files.deleteIfExists(ownerFile);
            lock.close();
        } catch (IOException e) {
            throw new EmbeddedServerException("DATA_DIR " + root + " could not be unlocked: " + e.getMessage(), e);
        }
    }
}
