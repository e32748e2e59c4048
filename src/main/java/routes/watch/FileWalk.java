package routes.watch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks CAMERA_ROOT lazily: one folder open at a time, nothing kept but the folders still to visit. Links to folders are not followed: inside the
 * root their files are met where they really are, and outside is not ours. What cannot be read is reported and left out. Not thread-safe.
 */
final class FileWalk implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(FileWalk.class);

    private final CameraFiles files;
    private final FirstTimes reported;
    private final Deque<Path> folders = new ArrayDeque<>();
    private DirectoryStream<Path> stream;
    private Iterator<Path> entries = Collections.emptyIterator();

    /** @param reported remembers over several walks which oddities are in the log already */
    FileWalk(CameraFiles files, FirstTimes reported) {
        this.files = files;
        this.reported = reported;
        folders.push(files.root());
    }

    /** @return the next image file of a camera in no particular order, null at the end */
    FoundFile next() {
        while (true) {
            Path entry = nextEntry();
            if (entry == null) {
                return null;
            }
            try {
                FoundFile found = visit(entry);
                if (found != null) {
                    return found;
                }
            } catch (NoSuchFileException e) {
                LOG.trace("vanished during the walk: {}", Printable.of(entry));
            } catch (IOException e) {
                report(entry, e);
            }
        }
    }

    private Path nextEntry() {
        while (true) {
            try {
                if (entries.hasNext()) {
                    return entries.next();
                }
            } catch (DirectoryIteratorException e) {
                report(files.root(), e.getCause());
            }
            close();
            if (folders.isEmpty()) {
                return null;
            }
            open(folders.pop());
        }
    }

    private void open(Path folder) {
        try {
            stream = Files.newDirectoryStream(folder);
            entries = stream.iterator();
        } catch (NoSuchFileException e) {
            LOG.trace("vanished during the walk: {}", Printable.of(folder));
        } catch (IOException e) {
            report(folder, e);
        }
    }

    private FoundFile visit(Path entry) throws IOException {
        if (entry.getFileName().toString().startsWith(".")) {
            return null;
        }
        BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
            folders.push(entry);
            return null;
        }
        CameraFile file = files.classify(entry);
        if (attributes.isSymbolicLink()) {
            return visitLink(entry, file, attributes);
        }
        return file == null ? null : new FoundFile(file, attributes.size(), attributes.lastModifiedTime());
    }

    private FoundFile visitLink(Path link, CameraFile file, BasicFileAttributes ofLink) throws IOException {
        boolean leaves = files.realPathInside(link) == null;
        BasicFileAttributes target = leaves ? ofLink : Files.readAttributes(link, BasicFileAttributes.class);
        if (leaves && file == null && reported.isFirst(link.toString())) {
            LOG.warn("Link {} leaves the camera root: what it points to is not looked at", Printable.of(link));
        }
        return file == null || target.isDirectory() ? null : new FoundFile(file, target.size(), target.lastModifiedTime());
    }

    private void report(Path path, IOException e) {
        if (reported.isFirst(path.toString())) {
            LOG.warn("{} cannot be looked at, its images are not found until that works: {}", Printable.of(path), Printable.of(e));
        }
    }

    @Override
    public void close() {
        entries = Collections.emptyIterator();
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                LOG.debug("closing a folder of {} failed, nothing depends on it", Printable.of(files.root()), e);
            }
            stream = null;
        }
    }
}
