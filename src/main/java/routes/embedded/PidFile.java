package routes.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The pid file of an embedded server. It outlives a killed server and its pid is given out again, so the process it
 * names counts only if its command line has the server's directory in it and, where {@code /proc} can tell, it
 * really works there: a container's process of the same name and path is another directory's.
 *
 * @param file        first line: the pid
 * @param commandPart what the command line of the server contains
 * @param directory   working directory of the server
 */
record PidFile(Path file, String commandPart, Path directory) {

    /** The server, if it is alive. Empty too for a zombie, which a JVM that runs as pid 1 does not reap. */
    Optional<ProcessHandle> server() throws IOException {
        return process().filter(process ->
                process.info().commandLine().filter(line -> (line + " ").contains(commandPart + " ")).isPresent()
                        && worksInDirectory(process.pid()));
    }

    /** The living process that now has the recorded pid, whoever it is. */
    Optional<ProcessHandle> process() throws IOException {
        return pid().flatMap(ProcessHandle::of);
    }

    private Optional<Long> pid() throws IOException {
        try {
            String first = Files.readString(file).lines().findFirst().orElse("").strip();
            return first.matches("\\d{1,18}") ? Optional.of(Long.valueOf(first)) : Optional.empty();
        } catch (NoSuchFileException ended) {
            // the server removes it when it ends
            return Optional.empty();
        }
    }

    private boolean worksInDirectory(long pid) {
        Path cwd = Path.of("/proc", Long.toString(pid), "cwd");
        if (!Files.exists(Path.of("/proc/self/cwd"))) {
            return true;
        }
        try {
            return Files.isSameFile(cwd, directory);
        } catch (IOException ended) {
            // ended meanwhile, or a process of another user: not our server in both cases
            return false;
        }
    }
}
