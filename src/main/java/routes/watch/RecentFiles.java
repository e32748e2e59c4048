package routes.watch;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers what became of the files of the last minutes, so that the second and third event of one upload do not read
 * the same content again. A file that was changed since, by size or modification time, is not known any more.
 * Used by the watch routes (10-watch.camel.yaml). Bounded: the eldest are forgotten first. Thread-safe.
 */
public final class RecentFiles {

    private final FileStability stability;
    private final Map<String, FileLook> looks;

    /** @param capacity number of files, about 500 bytes each */
    public RecentFiles(FileStability stability, int capacity) {
        this.stability = stability;
        this.looks = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, FileLook> eldest) {
                return size() > capacity;
            }
        };
    }

    /** Whether it is a camera's file, and not {@link #isKnown known}. @param file null = of no camera */
    public boolean isNews(CameraFile file) {
        return file != null && !isKnown(file);
    }

    /** Whether exactly this content was {@link #remember remembered}; also true when the file is gone. */
    public boolean isKnown(CameraFile file) {
        FileLook known;
        synchronized (looks) {
            known = looks.get(file.path().toString());
        }
        return known != null && stability.isUnchanged(known);
    }

    /** To be called after the image was queued or its rejection stored, not before: what failed must be looked at again. */
    public void remember(Inspection inspection) {
        FileLook look = stability.look(inspection.file());
        boolean same = look != null && look.bytes() == inspection.bytes()
                && look.modified().toMillis() == inspection.modified().toEpochMilli();
        if (same) {
            synchronized (looks) {
                looks.put(inspection.file().path().toString(), look);
            }
        }
    }
}
