package routes.reload;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which files of a folder changed, told when two looks in a row have seen the same: what is being written is left alone. Only names in
 * {@code .yaml} or {@code .yml} that do not begin with a dot count. Used by one thread.
 */
final class FolderScan {

    private static final Pattern NAME = Pattern.compile("[^.].*\\.ya?ml");

    private final Path folder;
    private Map<Path, State> seen = Map.of();
    private final Map<Path, State> told = new HashMap<>();
    private boolean settled = true;

    /** @param file identity on disk, so that a file renamed into the place of an equally old one counts as changed */
    private record State(long size, FileTime modified, Object file, boolean readable) {
    }

    FolderScan(Path folder) {
        this.folder = folder;
    }

    /** @return files that came, changed or went since they were told last, by name. A folder that is not there has no files */
    Set<Path> look() throws IOException {
        Map<Path, State> now = list();
        Set<Path> all = new HashSet<>(now.keySet());
        all.addAll(told.keySet());
        Set<Path> changed = new TreeSet<>();
        settled = true;
        for (Path path : all) {
            State state = now.get(path);
            if (!Objects.equals(state, told.get(path))) {
                if (Objects.equals(state, seen.get(path))) {
                    changed.add(path);
                    tell(path, state);
                } else {
                    settled = false;
                }
            }
        }
        seen = now;
        return changed;
    }

    /** Whether the last look saw nothing that still has to be seen twice. */
    boolean isSettled() {
        return settled;
    }

    /** Files of the last look. */
    Set<Path> present() {
        return seen.keySet();
    }

    private void tell(Path path, State state) {
        if (state == null) {
            told.remove(path);
        } else {
            told.put(path, state);
        }
    }

    private Map<Path, State> list() throws IOException {
        Map<Path, State> files = new HashMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, entry -> NAME.matcher(entry.getFileName().toString()).matches())) {
            for (Path path : entries) {
                try {
                    BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
                    if (file.isRegularFile()) {
                        files.put(path, new State(file.size(), file.lastModifiedTime(), file.fileKey(), Files.isReadable(path)));
                    }
                } catch (NoSuchFileException e) {
                    // went between listing and looking: as if it had not been listed
                    files.remove(path);
                }
            }
        } catch (NoSuchFileException e) {
            return Map.of();
        }
        return files;
    }
}
